package dev.nudge.reliability.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A process: killed, it does nothing any more; stalled, it does nothing for a while and then goes on as if nothing was. */
final class Host {

    private final String name;
    private final Duration skew;
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean gone;
    private boolean stopping;
    private long stalledUntil;

    /** @param skew what its clock is ahead */
    Host(String name, Duration skew) {
        this.name = name;
        this.skew = skew;
    }

    Duration skew() {
        return skew;
    }

    /** What is heard some other time, in order. */
    void later(Runnable heard) {
        later.add(heard);
    }

    void hear() {
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

    /** It was asked to stop, and will when it has finished what it is doing. */
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
