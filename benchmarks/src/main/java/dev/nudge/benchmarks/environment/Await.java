package dev.nudge.benchmarks.environment;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does, or for a time. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    /**
     * Returns when the condition is true; it is read every 5 ms.
     *
     * @param what is awaited, for example {@code 100 records in lead.events}
     * @throws IllegalStateException with this text, if the condition is false for longer than the limit
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
        until(what, limit, PAUSE, condition);
    }

    /** @param pause between two readings of a condition that needs much processor time */
    public static void until(String what, Duration limit, Duration pause, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Expected " + what + " within " + limit.toSeconds() + " s but it did not happen");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    /** Returns when {@link System#nanoTime} has reached a value, with less delay than after a sleep. */
    public static void nanoTime(long value) {
        while (System.nanoTime() < value) {
            LockSupport.parkNanos(value - System.nanoTime());
        }
    }
}
