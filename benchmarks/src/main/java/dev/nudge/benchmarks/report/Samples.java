package dev.nudge.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The samples of a figure of a subject.
 *
 * @param rounds in which the values were measured, in ascending order, the first round being 1; if it is empty, they
 *        are consecutive from 1
 * @param values one for each of these rounds, in the figure's unit; not empty
 */
public record Samples(Subject subject, Figure figure, @JsonSetter(nulls = Nulls.AS_EMPTY) List<Integer> rounds,
        List<Double> values) {

    public Samples {
        values = List.copyOf(values);
        rounds = rounds.isEmpty()
                ? IntStream.rangeClosed(1, values.size()).boxed().toList()
                : List.copyOf(rounds);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No sample of " + figure.id() + " for " + subject.name());
        }
        if (rounds.size() != values.size()) {
            throw new IllegalArgumentException("Expected a round for each sample of " + figure.id() + " for "
                    + subject.name() + " but found " + rounds);
        }
    }

    /** Samples of consecutive rounds from 1. */
    public Samples(Subject subject, Figure figure, List<Double> values) {
        this(subject, figure, List.of(), values);
    }

    public double median() {
        return median(values);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median of the ratios of those rounds that both have; empty if there is none. */
    OptionalDouble ratioTo(Samples other) {
        List<Double> ratios = IntStream.range(0, values.size()).filter(i -> other.rounds.contains(rounds.get(i)))
                .mapToObj(i -> values.get(i) / other.values.get(other.rounds.indexOf(rounds.get(i)))).toList();
        return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
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
