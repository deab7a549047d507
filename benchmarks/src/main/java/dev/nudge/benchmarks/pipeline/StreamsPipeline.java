package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Closings;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.report.Versions;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams with exactly-once processing, in its release's default settings but for as many threads and as large
 * batches of the producer as Nudge has. The leads are in a persistent store of RocksDB with its write cache and its
 * changelog topic. State, messages, decisions and offsets are committed in one transaction, by default every 100 ms.
 */
final class StreamsPipeline implements EventSystem {

    static final String STORE = "leads";
    static final String MESSAGES = "streams.messages";
    static final String DECISIONS = "streams.decisions";

    private static final String APPLICATION = "streams-peer";
    private static final String EVENTS = "streams.events";

    private final Closings closings = new Closings();
    private final KafkaStreams streams;
    private final GroupProgress progress;
    private final MessageTopic decisions;

    StreamsPipeline(Environment environment, int threads) throws Exception {
        environment.topic(EVENTS);
        environment.topic(MESSAGES);
        environment.topic(DECISIONS);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, environment.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, environment.directory().resolve("streams").toString());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 * 1024);
        streams = new KafkaStreams(topology(), settings);
        streams.start();
        closings.add(() -> streams.close(Duration.ofSeconds(10)));
        try {
            Await.until("Kafka Streams to start", Duration.ofMinutes(1), () -> {
                check();
                return streams.state() == KafkaStreams.State.RUNNING;
            });
            progress = closings.add(new GroupProgress(environment));
            decisions = closings.add(new MessageTopic(environment, DECISIONS));
        } catch (InterruptedException | RuntimeException failure) {
            closings.closeAfter(failure);
            throw failure;
        }
    }

    private void check() {
        if (streams.state().hasStartedOrFinishedShuttingDown()) {
            throw new IllegalStateException("Expected Kafka Streams to run but its state is " + streams.state());
        }
    }

    private static Topology topology() {
        return new Topology()
                .addSource("events", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), EVENTS)
                .addProcessor("rule", StreamsRule::new, "events")
                .addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(),
                        Serdes.ByteArray()).withCachingEnabled(), "rule")
                .addSink(MESSAGES, MESSAGES, Serdes.String().serializer(), Serdes.ByteArray().serializer(), "rule")
                .addSink(DECISIONS, DECISIONS, Serdes.String().serializer(), Serdes.ByteArray().serializer(), "rule");
    }

    @Override
    public Subject subject() {
        return new Subject("Kafka Streams " + Versions.of(KafkaStreams.class) + ", exactly once",
                "state, messages and offsets in one Kafka transaction, acks=all, one replica; no fsync");
    }

    @Override
    public String events() {
        return EVENTS;
    }

    @Override
    public String messages() {
        return MESSAGES;
    }

    @Override
    public void await(LeadEvents.Batch batch) throws InterruptedException {
        progress.await(APPLICATION, EVENTS, this::check);
    }

    @Override
    public void check(LeadEvents.Batch batch) throws InterruptedException {
        int published = decisions.read(batch.size()).count();
        if (published != batch.size()) {
            throw new IllegalStateException("Expected " + batch.size() + " decisions but found " + published);
        }
    }

    @Override
    public void close() {
        closings.close();
    }
}
