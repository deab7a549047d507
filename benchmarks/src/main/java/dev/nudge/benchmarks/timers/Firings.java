package dev.nudge.benchmarks.timers;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** When each timer fired. Thread-safe. */
public final class Firings {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final Map<Long, Instant> atByNumber = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile @Nullable Instant firstSinceStart;

    public void started() {
        firstSinceStart = null;
    }

    public void fired(long number, Instant at) {
        if (firstSinceStart == null) {
            firstSinceStart = at;
        }
        if (atByNumber.putIfAbsent(number, at) == null) {
            count.incrementAndGet();
        } else {
            repeated.incrementAndGet();
        }
    }

    /** @return how often a timer fired again */
    public long repeated() {
        return repeated.get();
    }

    public long count() {
        return count.get();
    }

    /** @throws IllegalStateException if none fires */
    public Instant awaitFirst() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        Instant first = firstSinceStart;
        while (first == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Expected a timer that is due to fire but none fired within " + LONGEST_WAIT);
            }
            Thread.sleep(1);
            first = firstSinceStart;
        }
        return first;
    }

    /** @throws IllegalStateException if it has not fired */
    public Instant of(long number) {
        Instant at = atByNumber.get(number);
        if (at == null) {
            throw new IllegalStateException("Expected the timer " + number + " to have fired but it has not");
        }
        return at;
    }
}
