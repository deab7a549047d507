package dev.nudge.engine.registry;

import dev.nudge.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * {@code automation.events} in Kafka. A separate client requests the end offsets: a broker answers the requests of one
 * connection in sequence, and a reader's request waits for records.
 */
public final class KafkaChangeLog implements ChangeLog {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final SharedRequest<Map<Integer, Long>> endsRequest = new SharedRequest<>(this::askForEnds);
    private @Nullable Consumer<byte[], byte[]> asking;
    private boolean closed;

    /** @param consumers creates consumers without automatic position reset */
    public KafkaChangeLog(ConsumerFactory<byte[], byte[]> consumers) {
        this.consumers = consumers;
    }

    @Override
    public Reader openAtEnd() {
        Consumer<byte[], byte[]> consumer = open("registry");
        try {
            consumer.endOffsets(consumer.assignment()).forEach(consumer::seek);
            return new KafkaReader(consumer);
        } catch (RuntimeException notYet) {
            consumer.close();
            throw notYet;
        }
    }

    @Override
    public Map<Integer, Long> ends() {
        return endsRequest.get();
    }

    /** Called by one thread at a time, which {@link SharedRequest} guarantees. */
    private Map<Integer, Long> askForEnds() {
        if (closed) {
            throw new IllegalStateException("The log of configuration changes was closed");
        }
        Consumer<byte[], byte[]> consumer = asking;
        if (consumer == null) {
            consumer = open("registry-ends");
            asking = consumer;
        }
        return byNumber(consumer.endOffsets(consumer.assignment(), TIMEOUT));
    }

    private Consumer<byte[], byte[]> open(String clientId) {
        Consumer<byte[], byte[]> consumer = consumers.createConsumer(null, clientId);
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.AUTOMATION_EVENTS, TIMEOUT).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            if (partitions.isEmpty()) { // it was just created, and this broker does not know it yet
                throw new IllegalStateException(
                        "Expected partitions of " + Topics.AUTOMATION_EVENTS + " but found none");
            }
            consumer.assign(partitions);
            return consumer;
        } catch (RuntimeException notYet) {
            consumer.close();
            throw notYet;
        }
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(offset -> offset.getKey().partition(), Map.Entry::getValue));
    }

    @Override
    public void close() {
        endsRequest.run(() -> {
            closed = true;
            if (asking != null) {
                asking.close();
            }
        });
    }

    private record KafkaReader(Consumer<byte[], byte[]> consumer) implements Reader {

        @Override
        public Map<Integer, Long> positions() {
            Map<TopicPartition, Long> positions = new HashMap<>();
            consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            return byNumber(positions);
        }

        @Override
        public List<ChangeRecord> poll(Duration atMost) {
            List<ChangeRecord> records = new ArrayList<>();
            try {
                consumer.poll(atMost).forEach(
                        record -> records.add(new ChangeRecord(record.partition(), record.offset(), record.value())));
            } catch (OffsetOutOfRangeException lost) {
                throw new PositionLostException(lost);
            } catch (WakeupException wokenUp) {
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
