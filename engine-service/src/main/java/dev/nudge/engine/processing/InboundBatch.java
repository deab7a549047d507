package dev.nudge.engine.processing;

import dev.nudge.engine.record.InboundRecord;
import java.util.List;

/**
 * Records of {@code lead.events} that are to be processed, each partition's in the log's order.
 *
 * @param mayWait whether records of an organization that takes much time may be left for the next batch
 */
public record InboundBatch(List<InboundRecord> records, boolean mayWait) {

    /** All of it is to be processed at once. */
    public static InboundBatch whole(List<InboundRecord> records) {
        return new InboundBatch(records, false);
    }
}
