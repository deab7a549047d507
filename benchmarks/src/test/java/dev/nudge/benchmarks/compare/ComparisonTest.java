package dev.nudge.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Machine;
import dev.nudge.benchmarks.report.Results;
import dev.nudge.benchmarks.report.Samples;
import dev.nudge.benchmarks.report.Subject;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Figure RATE = new Figure("rate", "Events", "events/s", Figure.Better.HIGHER);
    private static final Figure LATENCY = new Figure("latency", "Latency", "ms", Figure.Better.LOWER);
    private static final Subject NUDGE = new Subject("Nudge", "-");
    private static final Machine MACHINE = new Machine("cpu", 2, 24, "Linux", "25", "abc", LocalDate.of(2026, 11, 30));

    @Test
    void samples_that_overlap_are_within_the_noise() {
        assertThat(verdict(RATE, List.of(100.0, 104.0, 98.0, 101.0, 99.0, 103.0, 97.0),
                List.of(102.0, 100.5, 96.0, 99.5, 105.0, 98.5, 101.5))).isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void samples_that_do_not_overlap_are_a_change_in_the_direction_that_the_figure_says() {
        List<Double> low = List.of(100.0, 104.0, 98.0, 101.0, 99.0);
        List<Double> high = List.of(120.0, 124.0, 118.0, 121.0, 119.0);

        assertThat(verdict(RATE, low, high)).isEqualTo(Verdict.BETTER);
        assertThat(verdict(RATE, high, low)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(LATENCY, low, high)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(LATENCY, high, low)).isEqualTo(Verdict.BETTER);
    }

    /** The test alone finds a difference; but it is smaller than that between the rounds of one revision. */
    @Test
    void a_difference_below_the_spread_of_a_revision_is_within_the_noise() {
        List<Double> before = List.of(80.0, 84.0, 88.0, 92.0, 96.0, 100.0, 104.0, 108.0, 112.0, 116.0);
        List<Double> after = before.stream().map(value -> value + 17).toList();

        assertThat(Verdict.probability(samples(RATE, before), samples(RATE, after))).isLessThan(0.05);
        assertThat(verdict(RATE, before, after)).isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void three_rounds_are_too_few_and_four_are_enough() {
        assertThat(verdict(RATE, List.of(1.0, 1.1, 1.2), List.of(9.0, 9.1, 9.2))).isEqualTo(Verdict.TOO_FEW_ROUNDS);
        assertThat(verdict(RATE, List.of(1.0, 1.1, 1.2, 1.3), List.of(9.0, 9.1, 9.2, 9.3))).isEqualTo(Verdict.BETTER);
    }

    @Test
    void samples_that_are_all_equal_are_within_the_noise() {
        assertThat(verdict(RATE, List.of(5.0, 5.0, 5.0, 5.0), List.of(5.0, 5.0, 5.0, 5.0)))
                .isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void a_run_counts_as_one_sample_and_the_table_names_what_only_one_revision_has() {
        Comparison comparison = new Comparison();
        for (int run = 0; run < 4; run++) {
            comparison.addBefore("Pipeline",
                    results(samples(RATE, List.of(10.0, 10.0, 99.0)), samples(LATENCY, List.of(1.0))));
            comparison.addAfter("Pipeline", results(samples(RATE, List.of(20.0, 20.0, 21.0 + run))));
        }

        assertThat(comparison.toString()).contains(
                "| Pipeline | Events (events/s) | Nudge | 10.0 (10.0 to 10.0) | 20.0 (20.0 to 20.0) | 2.00 |",
                "1 better, 0 worse, 0 within the noise, 0 with too few rounds.",
                "Measured only before: Pipeline, latency of Nudge.").doesNotContain("99");
    }

    @Test
    void subjects_of_one_name_that_differ_in_durability_are_different_rows() {
        Samples durable = new Samples(new Subject("Nudge", "fsync"), RATE, List.of(5.0));
        Comparison comparison = new Comparison();
        comparison.addBefore("Pipeline", results(samples(RATE, List.of(10.0)), durable));
        comparison.addAfter("Pipeline", results(samples(RATE, List.of(10.0)), durable));

        assertThat(comparison.toString()).contains("| Nudge | 10.0", "| Nudge (fsync) | 5.00");
    }

    private static Verdict verdict(Figure figure, List<Double> before, List<Double> after) {
        return Verdict.of(samples(figure, before), samples(figure, after));
    }

    private static Samples samples(Figure figure, List<Double> values) {
        return new Samples(NUDGE, figure, values);
    }

    private static Results results(Samples... samples) {
        return new Results("pipeline", MACHINE, List.of(samples));
    }
}
