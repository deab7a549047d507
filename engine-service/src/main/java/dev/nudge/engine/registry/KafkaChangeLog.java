package dev.nudge.engine.registry;

import dev.nudge.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.springframework.kafka.core.ConsumerFactory;

/** {@code automation.events} in Kafka. */
public final class KafkaChangeLog implements ChangeLog {

    private final ConsumerFactory<byte[], byte[]> consumers;

    public KafkaChangeLog(ConsumerFactory<byte[], byte[]> consumers) {
        this.consumers = consumers;
    }

    @Override
    public Reader openAtEnd() {
        Consumer<byte[], byte[]> consumer = consumers.createConsumer(null, "registry");
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.AUTOMATION_EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            if (partitions.isEmpty()) { // it was just made, and this broker doesn't know of it yet
                throw new IllegalStateException(
                        "Expected partitions of " + Topics.AUTOMATION_EVENTS + " but found none");
            }
            consumer.assign(partitions);
            consumer.endOffsets(partitions).forEach(consumer::seek);
            return new KafkaReader(consumer);
        } catch (RuntimeException notYet) {
            consumer.close();
            throw notYet;
        }
    }

    private record KafkaReader(Consumer<byte[], byte[]> consumer) implements Reader {

        @Override
        public Map<Integer, Long> ends() {
            return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                    .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
        }

        @Override
        public boolean hasReached(Map<Integer, Long> ends) {
            return consumer.assignment().stream()
                    .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition.partition(),
                            0L));
        }

        @Override
        public List<ChangeRecord> poll(Duration atMost) {
            List<ChangeRecord> records = new ArrayList<>();
            try {
                consumer.poll(atMost).forEach(
                        record -> records.add(new ChangeRecord(record.partition(), record.offset(), record.value())));
            } catch (WakeupException asked) {
                return List.of();
            }
            return records;
        }

        @Override
        public void wakeUp() {
            consumer.wakeup();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
