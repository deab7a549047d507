package dev.nudge.engine.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of configuration changes, as every engine reads it: all of it from some point on, without a group. */
public interface ChangeLog {

    /** A reader whose first record is the one that is appended next. */
    Reader openAtEnd();

    /** One reader; only {@link #wakeUp} may be called by another thread. */
    interface Reader extends AutoCloseable {

        /** Where the log ends now, by partition. */
        Map<Integer, Long> ends();

        /** Whether everything before these offsets was read. */
        boolean hasReached(Map<Integer, Long> ends);

        /** What comes next; empty when nothing came in time. */
        List<ChangeRecord> poll(Duration atMost);

        /** The poll that waits, or else the next one, returns at once. */
        void wakeUp();

        @Override
        void close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ChangeRecord(int partition, long offset, byte @Nullable [] value) {}
}
