package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.report.Subject;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.AppInfoParser;
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

    private final KafkaStreams streams;
    private final GroupProgress progress;
    private final MessageTopic decisions;

    StreamsPipeline(Site site, int threads) throws Exception {
        site.topic(EVENTS);
        site.topic(MESSAGES);
        site.topic(DECISIONS);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, site.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, site.directory().resolve("streams").toString());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 * 1024);
        streams = new KafkaStreams(topology(), settings);
        streams.start();
        while (streams.state() != KafkaStreams.State.RUNNING) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        progress = new GroupProgress(site);
        decisions = new MessageTopic(site, DECISIONS);
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
        return new Subject("Kafka Streams " + AppInfoParser.getVersion() + ", exactly once",
                "state, messages and offsets in one Kafka transaction, acks=all; no fsync");
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
        progress.await(APPLICATION, EVENTS);
    }

    @Override
    public void check(LeadEvents.Batch batch) {
        int published = decisions.read().count();
        if (published != batch.size()) {
            throw new IllegalStateException("Expected " + batch.size() + " decisions but found " + published);
        }
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(10));
        progress.close();
        decisions.close();
    }
}
