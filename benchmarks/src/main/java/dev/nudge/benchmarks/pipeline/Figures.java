package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Figure;
import java.util.Locale;

/** What the command measures. */
final class Figures {

    static final Figure EVENTS = new Figure("events", "Events processed", "events/s", Better.HIGHER);
    private static final String AT_A_STEADY_RATE = String.format(Locale.ROOT,
            "Event to message at %,d events/s, ", SteadyRate.PER_SECOND);
    static final Figure MEDIAN_LATENCY = new Figure("latency-median",
            AT_A_STEADY_RATE + "median", "ms", Better.LOWER);
    static final Figure LATENCY = new Figure("latency", AT_A_STEADY_RATE + "99th percentile", "ms",
            Better.LOWER);

    private Figures() {}

    static double perSecond(int count, long startNanos) {
        return count * 1e9 / (System.nanoTime() - startNanos);
    }
}
