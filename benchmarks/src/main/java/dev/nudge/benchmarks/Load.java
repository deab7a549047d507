package dev.nudge.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The result of a measurement: calls per second, the median and the 99th percentile of the latency in milliseconds, and
 * the processor time per call in microseconds, of the whole process including client and store.
 */
record Load(double perSecond, double p50, double p99, double processor) {

    /** @param nanos the latency of each call, by client */
    static Load of(List<List<Long>> nanos, long elapsed, long processorNanos) {
        long[] sorted = nanos.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
        return new Load(sorted.length * 1e9 / elapsed, sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6, processorNanos / 1e3 / sorted.length);
    }

    /** The median of each value. */
    static Load median(List<Load> loads) {
        return new Load(median(loads, Load::perSecond), median(loads, Load::p50), median(loads, Load::p99),
                median(loads, Load::processor));
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
        return loads.stream().sorted(Comparator.comparingDouble(figure)).skip(loads.size() / 2).findFirst()
                .map(figure::applyAsDouble).orElseThrow();
    }

    @Override
    public String toString() {
        return "%,.0f (%.1f, %.1f; %,.0f)".formatted(perSecond, p50, p99, processor);
    }
}
