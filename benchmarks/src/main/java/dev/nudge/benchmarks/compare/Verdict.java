package dev.nudge.benchmarks.compare;

import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Samples;
import java.util.List;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether a figure differs between the samples of two revisions. It has changed if both are true: samples of equal
 * programs would differ as much with a probability below 5 % (Mann-Whitney U test, two-sided), and the medians differ
 * by more than the middle half of the samples of either revision.
 */
enum Verdict {

    BETTER("**better**"),
    WORSE("**worse**"),
    WITHIN_NOISE("within the noise"),
    TOO_FEW_ROUNDS("too few rounds");

    /** With three rounds, even samples that do not overlap have a probability of 10 %. */
    static final int LEAST_ROUNDS = 4;
    private static final double SIGNIFICANT = 0.05;

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    static Verdict of(Samples before, Samples after) {
        if (Math.min(before.values().size(), after.values().size()) < LEAST_ROUNDS) {
            return TOO_FEW_ROUNDS;
        }
        double difference = after.median() - before.median();
        if (probability(before, after) >= SIGNIFICANT
                || Math.abs(difference) <= Math.max(spread(before), spread(after))) {
            return WITHIN_NOISE;
        }
        boolean higher = after.figure().better() == Figure.Better.HIGHER;
        return difference > 0 == higher ? BETTER : WORSE;
    }

    /** The probability that samples of equal programs differ at least as much. */
    static double probability(Samples before, Samples after) {
        if (before.min() == before.max() && after.min() == after.max() && before.min() == after.min()) {
            return 1;
        }
        return MannWhitneyUTest.withDefaults().test(array(before.values()), array(after.values())).getPValue();
    }

    /** The range of the middle half. */
    private static double spread(Samples samples) {
        double[] quartiles = Quantile.withDefaults().evaluate(array(samples.values()), 0.25, 0.75);
        return quartiles[1] - quartiles[0];
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public String toString() {
        return text;
    }
}
