package dev.nudge.reliability.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A process. A killed one does nothing any more; a stalled one pauses, and then continues without noticing. */
final class Host {

    private final String name;
    private final Duration skew;
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean gone;
    private boolean stopping;
    private long stalledUntil;

    /** @param skew how far its clock is ahead */
    Host(String name, Duration skew) {
        this.name = name;
        this.skew = skew;
    }

    Duration skew() {
        return skew;
    }

    /** Queues a callback that runs at some later time, in order. */
    void later(Runnable callback) {
        later.add(callback);
    }

    void runCallback() {
        Runnable next = later.poll();
        if (next != null) {
            next.run();
        }
    }

    void kill() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** Requests a stop, after the current work is finished. */
    void askToStop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    void stallUntil(long turn) {
        stalledUntil = turn;
    }

    boolean isStalled(long turn) {
        return turn < stalledUntil;
    }

    @Override
    public String toString() {
        return name;
    }
}
