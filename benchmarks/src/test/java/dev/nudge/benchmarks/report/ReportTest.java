package dev.nudge.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Figure RATE = new Figure("rate", "Events", "events/s", Figure.Better.HIGHER);
    private static final Samples NUDGE = new Samples(new Subject("Nudge", "fsync"), RATE,
            List.of(900.0, 1000.0, 1100.0));
    private static final Samples OTHER = new Samples(new Subject("Other <1>", "-"), RATE, List.of(9.0, 10.0, 5.5));
    private static final Results RESULTS = new Results("road", new Machine("cpu", 2, 24, "Linux", "25", "abc",
            LocalDate.of(2026, 11, 30)), List.of(NUDGE, OTHER));

    @Test
    void the_page_and_the_plots_show_the_samples_in_results() throws IOException {
        assertThat(Page.outdated()).isEmpty();
    }

    @Test
    void a_row_has_the_median_its_range_and_the_median_ratio_of_the_rounds() {
        assertThat(new Tables(RESULTS).of(RATE).lines()).contains(
                "| Nudge | fsync | 1,000 (900 to 1,100) |  |", "| Other <1> | - | 9.00 (5.50 to 10.0) | 100 |");
    }

    @Test
    void a_plot_is_logarithmic_if_the_medians_differ_much() {
        assertThat(new Plot(RATE, List.of(NUDGE, OTHER)).svg()).contains("logarithmic", "Other &lt;1>");
        assertThat(new Plot(RATE, List.of(NUDGE)).svg()).doesNotContain("logarithmic");
    }

    @Test
    void results_are_read_as_they_were_written(@TempDir Path directory) {
        RESULTS.write(directory.resolve("road.json"));
        assertThat(Results.read(directory.resolve("road.json"))).isEqualTo(RESULTS);
    }
}
