package dev.nudge.benchmarks.pipeline;

/** How many events are measured in a round. */
final class RoundSize {

    private static final int LEAST = 200;

    private final double seconds;
    private int next;

    private RoundSize(double seconds, int first) {
        this.seconds = seconds;
        this.next = first;
    }

    static RoundSize of(int events) {
        return new RoundSize(0, events);
    }

    /** As many as take about the time, at the rate of the round before. */
    static RoundSize lasting(double seconds) {
        return new RoundSize(seconds, LEAST);
    }

    int next() {
        return next;
    }

    void measured(double perSecond) {
        if (seconds > 0) {
            next = Math.max(LEAST, (int) (perSecond * seconds));
        }
    }
}
