package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Figure.Better;

/** What the command measures. */
public final class Figures {

    public static final Figure EVENTS = new Figure("events", "Events processed", "events/s", Better.HIGHER);
    static final Figure MEDIAN_LATENCY = new Figure("latency-median",
            "Event to message at a steady rate, median", "ms", Better.LOWER);
    static final Figure LATENCY = new Figure("latency", "Event to message at a steady rate, 99th percentile", "ms",
            Better.LOWER);

    private Figures() {}

    static double perSecond(int count, long startNanos) {
        return count * 1e9 / (System.nanoTime() - startNanos);
    }
}
