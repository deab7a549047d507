package dev.nudge.engine;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Waits an outage out. Bad records never come this far, so that whatever a listener throws, its batch is offered again
 * from its first records on until it goes through: nothing is skipped, nothing is committed meanwhile, and what belongs
 * to another engine by then is left to it.
 */
final class OutageHandler implements CommonErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OutageHandler.class);
    private static final long PAUSE_MILLISECONDS = 1_000;

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
        LOG.warn("A batch of {} records could not be processed yet; trying again", batch.count(), thrown);
        for (TopicPartition partition : batch.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, batch.records(partition).getFirst().offset());
            }
        }
        pause(container);
    }

    @Override
    public void handleOtherException(Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer container,
            boolean batchListener) {
        LOG.warn("The broker could not be asked for records; trying again", thrown);
        pause(container);
    }

    private static void pause(MessageListenerContainer container) {
        try {
            ListenerUtils.stoppableSleep(container, PAUSE_MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
