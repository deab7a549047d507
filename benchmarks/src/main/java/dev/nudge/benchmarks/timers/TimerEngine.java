package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.report.Subject;
import java.time.Duration;
import java.time.Instant;

/**
 * What keeps timers in a database and runs a handler for each that is due. The handler does nothing; what is durable is
 * that the timer has fired. Timers have numbers, which are never used twice.
 */
public interface TimerEngine extends AutoCloseable {

    Subject subject();

    /** @return the seconds from {@link #makeDue} until it has started: no timer may be due before */
    int startSeconds();

    /** @return its longest polling interval, in seconds */
    default int longestPollSeconds() {
        return 1;
    }

    /** @return how much too early it may fire a timer; clocks have milliseconds */
    default Duration early() {
        return Duration.ofMillis(1);
    }

    /** Begins to fire due timers. */
    void start() throws Exception;

    /** Nothing of it is in use afterwards, except its database. */
    void stop();

    /** Arms timers that are due in thirty days, and returns when they are durable. The engine runs. */
    void arm(long first, int count) throws Exception;

    /** Changes the due instants of armed timers in the database while the engine is stopped. */
    void makeDue(Due due) throws Exception;

    /**
     * Copies what the library has stored for an armed timer in the database while the engine is stopped.
     *
     * @return false if it does nothing, because copies would not fire
     */
    boolean copy(long number, int copies) throws Exception;

    /**
     * Waits until that many timers, of all since its creation, have fired and their results are durable.
     *
     * @return when that was reached
     */
    Instant awaitFired(long count) throws Exception;

    /** When timers fired: what {@link #awaitFired} waited for. */
    Firings firings();

    /** @return when the first timer fired since the start; waits for it */
    Instant awaitFirstFiring() throws Exception;

    /** Returns when it has read what it keeps in memory of the waiting timers. */
    void settle() throws InterruptedException;

    @Override
    void close();

    /** @param microsBetween from each timer's due instant to the next one's */
    record Due(long first, int count, Instant at, long microsBetween) {

        public Instant of(long number) {
            return at.plusNanos((number - first) * microsBetween * 1_000);
        }

        long last() {
            return first + count - 1;
        }

        long microsOfFirst() {
            return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
        }
    }
}
