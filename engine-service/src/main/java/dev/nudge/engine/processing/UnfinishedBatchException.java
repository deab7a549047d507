package dev.nudge.engine.processing;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of a batch are left for the next one. This is not a failure: they have to be polled again, together with
 * newer records.
 */
public final class UnfinishedBatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<TopicPartition, Long> positions;
    private final boolean hasProgress;

    UnfinishedBatchException(Map<TopicPartition, Long> positions, boolean hasProgress) {
        super("Records of organizations that have used up their time are left for the next batch");
        this.positions = positions;
        this.hasProgress = hasProgress;
    }

    /** For each partition of the batch, the offset to poll from again. */
    public Map<TopicPartition, Long> positions() {
        return positions;
    }

    /** Whether any record was processed. */
    public boolean hasProgress() {
        return hasProgress;
    }
}
