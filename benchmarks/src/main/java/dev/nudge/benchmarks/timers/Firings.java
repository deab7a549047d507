package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.environment.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** When each timer fired. Thread-safe. */
public final class Firings {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Map<Long, Instant> atByNumber = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicReference<@Nullable Instant> firstSinceStart = new AtomicReference<>();

    void started() {
        firstSinceStart.set(null);
    }

    void fired(long number, Instant at) {
        firstSinceStart.accumulateAndGet(at, (first, other) -> first == null || other.isBefore(first) ? other : first);
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

    long count() {
        return count.get();
    }

    /** @throws IllegalStateException if none fires */
    Instant awaitFirst() throws InterruptedException {
        Await.until("a timer that is due to fire", LONGEST_WAIT, PAUSE, () -> firstSinceStart.get() != null);
        return Objects.requireNonNull(firstSinceStart.get());
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
