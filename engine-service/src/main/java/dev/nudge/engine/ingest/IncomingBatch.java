package dev.nudge.engine.ingest;

import java.util.List;
import java.util.Set;

/**
 * Records of {@code lead.events} that are to be processed, each partition's in the log's order.
 *
 * @param ahead partitions of which records behind these are processed already: nothing more is forwarded from there than
 * the first of these, since it would be forwarded again after a crash (ADR 13)
 * @param mayWait whether records of an organization that takes much time may be left for the next batch
 */
public record IncomingBatch(List<IncomingRecord> records, Set<Integer> ahead, boolean mayWait) {

    /** All of it is to be processed at once. */
    public static IncomingBatch whole(List<IncomingRecord> records) {
        return new IncomingBatch(records, Set.of(), false);
    }
}
