package dev.nudge.benchmarks.report;

import java.util.List;

/**
 * The result of a measurement: calls per second, the median and the 99th percentile of the latency in milliseconds, and
 * the processor time per call in microseconds, of the whole process including client and store.
 */
public record Load(double perSecond, double p50, double p99, double processor) {

    /**
     * @param nanos the latency of each call, by client
     * @throws IllegalStateException if there are no calls
     */
    public static Load of(List<List<Long>> nanos, long elapsed, long processorNanos) {
        long[] sorted = nanos.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("Expected at least one call to end in the measured time but none did");
        }
        return new Load(sorted.length * 1e9 / elapsed, sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6, processorNanos / 1e3 / sorted.length);
    }

    @Override
    public String toString() {
        return "%,.0f (%.1f, %.1f; %,.0f)".formatted(perSecond, p50, p99, processor);
    }
}
