package dev.nudge.engine.ingest;

import java.util.NavigableSet;
import java.util.TreeSet;

/** Which records of a partition are processed, also behind one that is not. Not thread-safe. */
final class ProcessedOffsets {

    private final NavigableSet<Long> ahead = new TreeSet<>();
    private long committed;

    /** It is committed: everything before it is processed. */
    void committed(long offset) {
        committed = Math.max(committed, offset);
        ahead.headSet(committed).clear();
    }

    void add(long offset) {
        ahead.add(offset);
    }

    boolean isCommitted(long offset) {
        return offset <= committed;
    }

    boolean isOpen(long offset) {
        return offset >= committed && !ahead.contains(offset);
    }

    boolean isAhead() {
        return !ahead.isEmpty();
    }
}
