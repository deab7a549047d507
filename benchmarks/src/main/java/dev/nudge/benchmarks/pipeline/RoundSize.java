package dev.nudge.benchmarks.pipeline;

/** How many events are measured in a round, and how long a system works before its first round. */
final class RoundSize {

    private static final int LEAST = 200;

    private final double seconds;
    private final double warmUpSeconds;
    private int next;
    private double measuredSeconds;

    private RoundSize(double seconds, double warmUpSeconds, int first) {
        this.seconds = seconds;
        this.warmUpSeconds = warmUpSeconds;
        this.next = first;
    }

    static RoundSize of(int events) {
        return new RoundSize(0, 0, events);
    }

    /**
     * As many as take about the time, at the rate that was measured before.
     *
     * @param warmUpSeconds of work until this rate counts
     */
    static RoundSize lasting(double seconds, double warmUpSeconds) {
        return new RoundSize(seconds, warmUpSeconds, LEAST);
    }

    int next() {
        return next;
    }

    boolean isWarm() {
        return measuredSeconds >= warmUpSeconds;
    }

    /** Tells the rate of as many events as {@link #next} said. */
    void measured(double perSecond) {
        measuredSeconds += next / perSecond;
        if (seconds > 0) {
            next = Math.max(LEAST, (int) (perSecond * seconds));
        }
    }
}
