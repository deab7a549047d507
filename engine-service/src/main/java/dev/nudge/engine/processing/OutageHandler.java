package dev.nudge.engine.processing;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Retries during outages. A record that cannot be processed is handled earlier ({@code record/RecordIsolation}), so
 * a batch whose listener throws is retried from its first record until it succeeds: nothing is skipped, nothing is
 * committed meanwhile, and partitions that now belong to another engine are left to it.
 */
public final class OutageHandler implements CommonErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OutageHandler.class);
    private static final long PAUSE_MILLISECONDS = 1_000;
    private static final long WAITING_MILLISECONDS = 20;
    private static final int COMMITS = 10;
    private static final long BETWEEN_COMMITS_MILLISECONDS = 100;

    private final String topic;
    private final ConsumerProgress progress;

    public OutageHandler(String topic, ConsumerProgress progress) {
        this.topic = topic;
        this.progress = progress;
    }

    @Override
    public boolean seeksAfterHandling() {
        return true;
    }

    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    @Override
    public void handleBatch(Exception thrown, ConsumerRecords<?, ?> batch, Consumer<?, ?> consumer,
            MessageListenerContainer container, Runnable invokeListener) {
        if (thrown instanceof CommitFailedException && commit(batch, consumer, container)) {
            return;
        }
        if (thrown.getCause() instanceof UnfinishedBatchException unfinished) {
            progress.polledAgain(unfinished.positions());
            pollAgain(unfinished, consumer, container);
            return;
        }
        LOG.warn("A batch of {} records could not be processed yet; retrying", batch.count(), thrown);
        for (TopicPartition partition : batch.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, batch.records(partition).getFirst().offset());
            }
        }
        pause(container, PAUSE_MILLISECONDS);
    }

    private static void pollAgain(UnfinishedBatchException unfinished, Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        unfinished.positions().forEach((partition, offset) -> {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
        if (!unfinished.hasProgress()) { // other threads hold the permits that these records wait for
            pause(container, WAITING_MILLISECONDS);
        }
    }

    /**
     * The batch was processed, and only its commit was refused: the group has a new epoch, as whenever an engine joins
     * or leaves, and this consumer learns of it with its next heartbeat. Committing again is sufficient.
     */
    private static boolean commit(ConsumerRecords<?, ?> batch, Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(batch.nextOffsets());
        offsets.keySet().retainAll(consumer.assignment());
        for (int i = 0; i < COMMITS; i++) {
            pause(container, BETWEEN_COMMITS_MILLISECONDS);
            try {
                consumer.commitSync(offsets);
                return true;
            } catch (KafkaException notYet) {
                LOG.debug("The offsets of a batch could not be committed yet", notYet);
            }
        }
        return false;
    }

    @Override
    public void handleOtherException(Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer container,
            boolean batchListener) {
        LOG.warn("Records of {} could not be polled; retrying", topic, thrown);
        progress.pollFailed(topic, thrown);
        pause(container, PAUSE_MILLISECONDS);
    }

    private static void pause(MessageListenerContainer container, long milliseconds) {
        try {
            ListenerUtils.stoppableSleep(container, milliseconds);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
