package dev.nudge.infrastructure.lead;

/** The record of {@code lead.events} that a lead's document holds last. */
public record Position(int partition, long offset) {

    /** Whether a record was applied already; one of another partition comes after (invariant 2). */
    public boolean covers(int recordPartition, long recordOffset) {
        return partition == recordPartition && recordOffset <= offset;
    }
}
