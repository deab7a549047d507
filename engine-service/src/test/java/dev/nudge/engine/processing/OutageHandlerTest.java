package dev.nudge.engine.processing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.support.SettableClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;

class OutageHandlerTest {

    private static final TopicPartition OURS = new TopicPartition(Topics.LEAD_EVENTS, 0);
    private static final TopicPartition GONE = new TopicPartition(Topics.LEAD_EVENTS, 1);
    private static final ConsumerFactory<byte[], byte[]> NO_CONSUMERS = new DefaultKafkaConsumerFactory<>(Map.of());

    private final OutageHandler handler = new OutageHandler(Topics.LEAD_EVENTS,
            new ConsumerProgress(new SettableClock()));
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    /** Not running, so that the handler does not wait. */
    private final MessageListenerContainer stopped = new KafkaMessageListenerContainer<>(NO_CONSUMERS,
            new ContainerProperties(Topics.LEAD_EVENTS));

    @ParameterizedTest // invariant 5
    @ValueSource(classes = {ClassCastException.class, IllegalStateException.class, NullPointerException.class})
    void after_any_exception_the_batch_is_polled_again_from_its_first_record(Class<? extends Exception> kind)
            throws ReflectiveOperationException {
        consumer.assign(List.of(OURS));
        consumer.seek(OURS, 12);
        handler.handleBatch(kind.getDeclaredConstructor().newInstance(), batch(), consumer, stopped, () -> {});
        assertThat(consumer.position(OURS)).isEqualTo(10);
        assertThat(handler.isAckAfterHandle()).isFalse();
        assertThat(handler.seeksAfterHandling()).isTrue();
    }

    @Test // invariant 1
    void a_partition_that_moved_to_another_engine_is_not_touched() {
        consumer.assign(List.of(OURS));
        consumer.seek(OURS, 12);
        handler.handleBatch(new IllegalStateException(), batch(), consumer, stopped, () -> {});
        assertThat(consumer.assignment()).containsExactly(OURS);
    }

    @Test // invariant 3
    void a_processed_batch_whose_commit_was_refused_after_a_rebalance_is_committed_and_not_processed_again() {
        AtomicInteger refusals = new AtomicInteger(2);
        MockConsumer<byte[], byte[]> behind = new MockConsumer<>("earliest") {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                if (refusals.getAndDecrement() > 0) {
                    throw new CommitFailedException("stale member epoch");
                }
                super.commitSync(offsets);
            }
        };
        behind.assign(List.of(OURS));
        behind.seek(OURS, 12);

        handler.handleBatch(new CommitFailedException("stale member epoch"), batch(), behind, stopped, () -> {});

        assertThat(behind.position(OURS)).isEqualTo(12);
        assertThat(behind.committed(Set.of(OURS, GONE)).get(OURS)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(behind.committed(Set.of(OURS, GONE)).get(GONE)).as("another engine's").isNull();
    }

    @Test
    void a_batch_that_cannot_be_committed_is_processed_again() {
        MockConsumer<byte[], byte[]> fenced = new MockConsumer<>("earliest") {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                throw new CommitFailedException("fenced");
            }
        };
        fenced.assign(List.of(OURS));
        fenced.seek(OURS, 12);

        handler.handleBatch(new CommitFailedException("fenced"), batch(), fenced, stopped, () -> {});

        assertThat(fenced.position(OURS)).isEqualTo(10);
    }

    private static ConsumerRecords<byte[], byte[]> batch() {
        return new ConsumerRecords<>(Map.of(OURS, List.of(record(OURS, 10), record(OURS, 11)), GONE,
                List.of(record(GONE, 5))), Map.of(OURS, new OffsetAndMetadata(12), GONE, new OffsetAndMetadata(6)));
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[0]);
    }
}
