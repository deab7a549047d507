package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the committed messages of a topic. */
final class MessageTopic implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String name;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    MessageTopic(Environment environment, String name) {
        this.name = name;
        consumer = environment.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false",
                "auto.offset.reset", "earliest"));
        partitions = consumer.partitionsFor(name).stream().map(info -> new TopicPartition(name, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** Continues at the end. */
    void skip() {
        consumer.endOffsets(partitions).forEach(consumer::seek);
    }

    /**
     * Reads as many messages as are expected, and then up to the end. A group's offsets can be visible before the
     * messages of the same transaction.
     *
     * @throws IllegalStateException if there are fewer after a minute
     */
    Messages read(int expected) throws InterruptedException {
        Messages[] read = {Messages.NONE};
        Await.until("%,d messages in %s".formatted(expected, name), LONGEST, () -> {
            poll(read);
            return read[0].count() >= expected;
        });
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Await.until("the end of " + name, LONGEST, () -> {
            poll(read);
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
        return read[0];
    }

    private void poll(Messages[] read) {
        consumer.poll(Duration.ofMillis(100)).forEach(message -> read[0] = read[0]
                .and(Messages.read(message.value())));
    }

    /** Waits for messages and passes each one on as soon as it is received. */
    void receive(int count, Consumer<ConsumerRecord<byte[], byte[]>> action) throws InterruptedException {
        int[] received = {0};
        Await.until("%,d messages in %s".formatted(count, name), LONGEST, Duration.ZERO, () -> {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                action.accept(message);
                received[0]++;
            }
            return received[0] >= count;
        });
    }

    @Override
    public void close() {
        consumer.close();
    }
}
