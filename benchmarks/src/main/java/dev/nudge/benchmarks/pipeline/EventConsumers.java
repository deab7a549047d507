package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Threads that start a process for each event of a topic. The group has the topic's name. */
final class EventConsumers implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean isClosing;

    private EventConsumers(int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
    }

    static EventConsumers start(Site site, String topic, int threads, ProcessEngine engine,
            KafkaProducer<byte[], byte[]> producer) {
        EventConsumers consumers = new EventConsumers(threads);
        for (int i = 0; i < threads; i++) {
            consumers.running.add(consumers.threads.submit(() -> consumers.consume(site, topic, engine, producer)));
        }
        return consumers;
    }

    private void consume(Site site, String topic, ProcessEngine engine, KafkaProducer<byte[], byte[]> producer) {
        try (KafkaConsumer<byte[], byte[]> consumer = site.consumer(Map.of("group.id", topic, "auto.offset.reset",
                "earliest", "enable.auto.commit", "false", "group.protocol", "consumer"))) {
            consumer.subscribe(List.of(topic));
            while (!isClosing) {
                ConsumerRecords<byte[], byte[]> events = consumer.poll(Duration.ofMillis(500));
                events.forEach(event -> start(engine, event));
                if (!events.isEmpty()) {
                    producer.flush();
                    consumer.commitSync();
                }
            }
        }
    }

    private static void start(ProcessEngine engine, ConsumerRecord<byte[], byte[]> record) {
        JsonNode event = JSON.readTree(record.value());
        JsonNode data = event.path("data");
        JsonNode lead = event.path("lead");
        engine.start(new String(record.key(), StandardCharsets.UTF_8), Map.of(
                "direction", data.path("direction").stringValue(""),
                "body", data.path("body").stringValue(""),
                "status", lead.path("status").stringValue(""),
                "source", lead.path("source").stringValue(""),
                "totalVisits", lead.path("totalVisits").intValue(0),
                "lead", lead.toString()));
    }

    /** Fails if a thread has failed. */
    void check() throws InterruptedException {
        for (Future<?> thread : running) {
            if (thread.isDone()) {
                try {
                    thread.get();
                } catch (ExecutionException failed) {
                    throw new IllegalStateException("Expected the process engine to process all events", failed);
                }
            }
        }
    }

    @Override
    public void close() {
        isClosing = true;
        threads.close();
    }
}
