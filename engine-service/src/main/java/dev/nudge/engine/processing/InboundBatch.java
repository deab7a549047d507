package dev.nudge.engine.processing;

import dev.nudge.engine.record.InboundRecord;
import java.util.List;

/**
 * Records of {@code lead.events} to process, each partition's in the log's order.
 *
 * @param mayWait whether records of an organization that has used up its time may be left for the next batch
 */
public record InboundBatch(List<InboundRecord> records, boolean mayWait) {

    /** A batch whose records must all be processed. */
    public static InboundBatch whole(List<InboundRecord> records) {
        return new InboundBatch(records, false);
    }
}
