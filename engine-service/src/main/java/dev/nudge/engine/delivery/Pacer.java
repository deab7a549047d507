package dev.nudge.engine.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Spreads messages evenly in time: a bucket of tokens that holds a tenth of a second's, at least one. Not thread-safe.
 */
final class Pacer {

    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private Instant next = Instant.MIN;

    /** When a message may leave, at this pace. */
    Instant next(double perSecond) {
        return next.equals(Instant.MIN) ? next : next.minusNanos(burst(perSecond));
    }

    /** A message leaves now. */
    void take(Instant now, double perSecond) {
        next = (next.isBefore(now) ? now : next).plusNanos(interval(perSecond));
    }

    /** No message may leave before the instant. */
    void pauseUntil(Instant instant, double perSecond) {
        Instant paused = instant.plusNanos(burst(perSecond));
        next = next.isBefore(paused) ? paused : next;
    }

    private static long interval(double perSecond) {
        return (long) Math.max(1, NANOS / perSecond);
    }

    private static long burst(double perSecond) {
        return perSecond <= 10 ? 0 : NANOS / 10 - interval(perSecond);
    }
}
