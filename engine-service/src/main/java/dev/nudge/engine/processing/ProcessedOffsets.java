package dev.nudge.engine.processing;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The processed records of a partition, including those after an unprocessed one. Not thread-safe. */
final class ProcessedOffsets {

    private final NavigableSet<Long> ahead = new TreeSet<>();
    private long committed;

    /** A batch begins at this offset: earlier offsets are dropped. */
    void beginAt(long offset) {
        ahead.headSet(offset).clear();
    }

    /** The offset was committed: everything before it is processed. */
    void commit(long offset) {
        committed = offset;
        ahead.headSet(offset).clear();
    }

    void add(long offset) {
        if (offset >= committed) {
            ahead.add(offset);
        }
    }

    boolean isOpen(long offset) {
        return offset >= committed && !ahead.contains(offset);
    }

    boolean isCommitted(long offset) {
        return offset <= committed;
    }
}
