package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.json.JsonMapper;

/** Reads the committed messages of a topic. */
final class MessageTopic implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    MessageTopic(Site site, String name) {
        this.name = name;
        consumer = site.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false",
                "auto.offset.reset", "earliest"));
        partitions = consumer.partitionsFor(name).stream().map(info -> new TopicPartition(name, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** Continues at the end. */
    void skip() {
        consumer.endOffsets(partitions).forEach(consumer::seek);
    }

    /** Reads up to the end. */
    Messages read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Messages[] read = {Messages.NONE};
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(message -> read[0] = read[0]
                            .and(Messages.of(JSON.readTree(message.value()).path("text").stringValue(""))));
        }
        return read[0];
    }

    /** Waits for messages and passes each one on as soon as it is received. */
    void receive(int count, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (int received = 0; received < count;) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                action.accept(message);
                received++;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Expected " + count + " messages in " + name + " within a minute but found " + received);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
