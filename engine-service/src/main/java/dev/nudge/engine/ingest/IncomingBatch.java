package dev.nudge.engine.ingest;

import java.util.List;

/**
 * Records of {@code lead.events} that are to be processed, each partition's in the log's order.
 *
 * @param mayWait whether records of an organization that takes much time may be left for the next batch
 */
public record IncomingBatch(List<IncomingRecord> records, boolean mayWait) {

    /** All of it is to be processed at once. */
    public static IncomingBatch whole(List<IncomingRecord> records) {
        return new IncomingBatch(records, false);
    }
}
