package dev.nudge.engine.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of configuration changes, as every engine reads it: all of it from some point on, without a group. */
public interface ChangeLog extends AutoCloseable {

    /** A reader whose first record is the one that is appended next. */
    Reader openAtEnd();

    /**
     * Where the log ends, by partition: every record that was acknowledged before the call is before that. Any thread
     * may ask.
     */
    Map<Integer, Long> ends();

    @Override
    void close();

    /** One reader; only {@link #wakeUp} may be called by another thread. */
    interface Reader extends AutoCloseable {

        /** What comes next, by partition: everything before it was returned by {@link #poll}. */
        Map<Integer, Long> positions();

        /**
         * What comes next; empty when nothing came in time.
         *
         * @throws PositionLostException when records between what was read last and what is there now are gone
         */
        List<ChangeRecord> poll(Duration atMost);

        /** The poll that waits, or else the next one, returns at once. */
        void wakeUp();

        @Override
        void close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ChangeRecord(int partition, long offset, byte @Nullable [] value) {}

    /** The log does not have the reader's position: it was deleted by retention, truncated or created again. */
    final class PositionLostException extends RuntimeException {

        public PositionLostException(Throwable cause) {
            super("The position in the log of configuration changes does not exist any more", cause);
        }
    }
}
