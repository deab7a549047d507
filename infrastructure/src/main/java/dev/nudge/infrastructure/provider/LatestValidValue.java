package dev.nudge.infrastructure.provider;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is read again when it is used, at most once a second. If it cannot be read or is invalid, for example
 * while its file is being replaced, the previous value stays, with one warning until it is valid again. Thread-safe.
 */
final class LatestValidValue<T> implements Supplier<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LatestValidValue.class);
    private static final long VALID_FOR = Duration.ofSeconds(1).toNanos();

    private final Supplier<T> reader;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Reading<T> latest;

    /**
     * Reads the first value.
     *
     * @param reader checks what it reads
     * @param nanoTime as {@link System#nanoTime}
     * @throws InvalidSettingException if the first value is invalid
     */
    LatestValidValue(Supplier<T> reader, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.latest = new Reading<>(reader.get(), nanoTime.getAsLong(), true);
    }

    @Override
    public T get() {
        if (isCurrent(latest)) {
            return latest.value;
        }
        lock.lock();
        try {
            if (!isCurrent(latest)) {
                latest = read(latest);
            }
            return latest.value;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(Reading<T> reading) {
        return nanoTime.getAsLong() - reading.at < VALID_FOR;
    }

    private Reading<T> read(Reading<T> previous) {
        long now = nanoTime.getAsLong();
        try {
            return new Reading<>(reader.get(), now, true);
        } catch (InvalidSettingException invalid) {
            if (previous.valid) {
                LOG.warn("The previous value of a credential stays in use: {}", invalid.getMessage());
            }
            return new Reading<>(previous.value, now, false);
        }
    }

    @Override
    public String toString() {
        return "***";
    }

    private static final class Reading<T> {

        private final T value;
        private final long at;
        private final boolean valid;

        private Reading(T value, long at, boolean valid) {
            this.value = value;
            this.at = at;
            this.valid = valid;
        }
    }
}
