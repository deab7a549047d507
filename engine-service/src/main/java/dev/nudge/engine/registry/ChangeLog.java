package dev.nudge.engine.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of configuration changes. Every engine reads all of it from some position on, without a group. */
public interface ChangeLog extends AutoCloseable {

    /** A reader whose first record is the one that is appended next. */
    Reader openAtEnd();

    /**
     * The end offsets by partition: every record that was acknowledged before the call is before them. Thread-safe.
     */
    Map<Integer, Long> ends();

    @Override
    void close();

    /** One reader; only {@link #wakeUp} may be called by another thread. */
    interface Reader extends AutoCloseable {

        /** The next offset of each partition: everything before it was returned by {@link #poll}. */
        Map<Integer, Long> positions();

        /**
         * Returns the next records, or none if none arrived in time.
         *
         * @throws PositionLostException if records after the last one that was read no longer exist
         */
        List<ChangeRecord> poll(Duration atMost);

        /** Makes the waiting poll, or the next one, return immediately. */
        void wakeUp();

        @Override
        void close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ChangeRecord(int partition, long offset, byte @Nullable [] value) {}

    /** The reader's position does not exist: retention deleted it, or the log was truncated or re-created. */
    final class PositionLostException extends RuntimeException {

        public PositionLostException(Throwable cause) {
            super("The position in the log of configuration changes does not exist any more", cause);
        }
    }
}
