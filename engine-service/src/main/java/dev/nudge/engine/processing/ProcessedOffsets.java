package dev.nudge.engine.processing;

import java.util.NavigableSet;
import java.util.TreeSet;

/** Which records of a partition are processed, also behind one that is not. Not thread-safe. */
final class ProcessedOffsets {

    private final NavigableSet<Long> ahead = new TreeSet<>();
    private long committed;

    /** A batch begins there: what is before it is no concern any more. */
    void beginAt(long offset) {
        ahead.headSet(offset).clear();
    }

    /** Everything before it is processed, and it was committed. */
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
