package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Threads that consume the events of a topic. The group has the topic's name. */
final class EventConsumers implements AutoCloseable {

    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean isClosing;

    private EventConsumers(int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /**
     * @param perPoll the number of records of a poll, at most
     * @param action for each event
     * @param producer of the action, whose records are acknowledged before offsets are committed
     */
    static EventConsumers start(Environment environment, String topic, int threads, int perPoll,
            Consumer<ConsumerRecord<byte[], byte[]>> action, KafkaProducer<byte[], byte[]> producer) {
        EventConsumers consumers = new EventConsumers(threads);
        for (int i = 0; i < threads; i++) {
            consumers.running.add(consumers.threads.submit(
                    () -> consumers.consume(environment, topic, perPoll, action, producer)));
        }
        return consumers;
    }

    private void consume(Environment environment, String topic, int perPoll,
            Consumer<ConsumerRecord<byte[], byte[]>> action,
            KafkaProducer<byte[], byte[]> producer) {
        try (KafkaConsumer<byte[], byte[]> consumer = environment
                .consumer(Map.of("group.id", topic, "auto.offset.reset",
                        "earliest", "enable.auto.commit", "false", "max.poll.records", perPoll, "group.protocol",
                        "consumer"))) {
            consumer.subscribe(List.of(topic));
            while (!isClosing) {
                ConsumerRecords<byte[], byte[]> events = consumer.poll(Duration.ofMillis(500));
                events.forEach(action);
                if (!events.isEmpty()) {
                    producer.flush();
                    consumer.commitSync();
                }
            }
        }
    }

    /** @throws IllegalStateException with the cause, if a thread has failed */
    void check() {
        for (Future<?> thread : running) {
            if (thread.state() == Future.State.FAILED) {
                throw new IllegalStateException("Expected all events to be processed",
                        thread.exceptionNow());
            }
        }
    }

    @Override
    public void close() {
        isClosing = true;
        threads.close();
    }
}
