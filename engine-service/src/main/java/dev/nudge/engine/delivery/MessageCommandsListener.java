package dev.nudge.engine.delivery;

import dev.nudge.engine.record.IsolatingListener;
import dev.nudge.engine.record.RecordIsolation;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/** Passes batches of {@code message.commands} to the pipeline, and tells it which partitions are its own. */
public final class MessageCommandsListener
        implements
            BatchMessageListener<byte[], byte[]>,
            ConsumerAwareRebalanceListener {

    private final IsolatingListener listener;
    private final DeliveryPipeline pipeline;

    public MessageCommandsListener(DeliveryPipeline pipeline, RecordIsolation isolation) {
        this.pipeline = pipeline;
        this.listener = new IsolatingListener(pipeline, isolation, pipeline::setAside);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        listener.onMessage(records);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            String topic = partitions.iterator().next().topic();
            pipeline.assigned(numbers(partitions), consumer.partitionsFor(topic).size());
        }
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        pipeline.revoked(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        pipeline.revoked(numbers(partitions));
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }
}
