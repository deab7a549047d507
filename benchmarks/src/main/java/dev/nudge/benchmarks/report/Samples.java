package dev.nudge.benchmarks.report;

import java.util.List;

/**
 * The samples of a figure of a subject.
 *
 * @param values one for each round, in their order, in the figure's unit; not empty
 */
public record Samples(Subject subject, Figure figure, List<Double> values) {

    public Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No sample of " + figure.id() + " for " + subject.name());
        }
    }

    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** For example {@code 1,000 (900 to 1,100)}: the median, the least and the greatest. */
    public String text() {
        return "%s (%s to %s)".formatted(Tables.number(median()), Tables.number(min()), Tables.number(max()));
    }
}
