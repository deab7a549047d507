package dev.nudge.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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
    private static final Results RESULTS = new Results("pipeline", new Machine("cpu", 2, 24, "Linux", "25", "abc",
            LocalDate.of(2026, 11, 30)), List.of(NUDGE, OTHER));

    @Test
    void the_page_and_the_plots_show_the_samples_in_results() throws IOException {
        assertThat(Page.outdated()).isEmpty();
    }

    @Test
    void a_row_has_the_median_its_range_and_the_median_ratio_of_the_rounds() {
        assertThat(new Tables(RESULTS).of(RATE).lines()).contains(
                "| | durability | Events (events/s), higher is better | Nudge relative to it |",
                "| Nudge | fsync | 1,000 (900 to 1,100) |  |", "| Other <1> | - | 9.00 (5.50 to 10.0) | 100 |");
    }

    @Test
    void a_table_names_its_first_row_as_what_the_others_are_compared_with() {
        assertThat(new Tables(results(OTHER, NUDGE)).of(RATE)).contains("| Other <1> relative to it |");
    }

    @Test
    void rounds_are_compared_with_the_same_rounds_if_some_have_no_sample() {
        Samples gaps = new Samples(new Subject("Gaps", "-"), RATE, List.of(2, 3, 4), List.of(100.0, 220.0, 1.0));
        Samples none = new Samples(new Subject("None", "-"), RATE, List.of(9), List.of(10.0));

        assertThat(new Tables(results(NUDGE, gaps, none)).of(RATE).lines()).contains(
                "| Gaps | - | 100 (1.00 to 220) | 7.50 |", "| None | - | 10.0 (10.0 to 10.0) |  |");
    }

    @Test
    void a_plot_shows_all_bars_of_nudge_in_their_own_colour() {
        Samples delivery = new Samples(new Subject("Nudge with delivery", "fsync"), RATE, List.of(500.0));

        assertThat(new Plot(RATE, List.of(OTHER, NUDGE, delivery)).svg()).containsSubsequence("Other", "class=\"bar\"",
                "Nudge", "class=\"nudge\"", "Nudge with delivery", "class=\"nudge\"");
    }

    @Test
    void samples_are_not_recorded_without_a_figure_that_the_page_shows() {
        Results timers = new Results("timers", RESULTS.machine(), List.of());

        assertThatThrownBy(() -> Page.checkComplete(timers)).hasMessageContaining("armed").hasMessageContaining("heap");
        assertThatNoException().isThrownBy(() -> Page.checkComplete(new Results("another", RESULTS.machine(),
                List.of())));
    }

    @Test
    void samples_are_not_recorded_if_they_would_not_be_complete() {
        assertThatThrownBy(() -> Measurement.checkComplete("nudge", 5)).hasMessageContaining("-Donly=nudge");
        assertThatThrownBy(() -> Measurement.checkComplete(null, 4)).hasMessageContaining("-Drounds=4");
        assertThatNoException().isThrownBy(() -> Measurement.checkComplete(null, 5));
    }

    @Test
    void a_selection_of_an_unknown_id_is_refused_with_all_ids() {
        assertThat(Selection.of(null, List.of("a", "b")).ids()).containsExactly("a", "b");
        assertThat(Selection.of("b", List.of("a", "b")).ids()).containsExactly("b");
        assertThatThrownBy(() -> Selection.of("b,c", List.of("a", "b"))).hasMessageContaining("a,b")
                .hasMessageContaining("\"c\"");
    }

    @Test
    void the_version_of_a_library_is_that_of_its_jar() {
        assertThat(Versions.of(Test.class)).matches("\\d+\\.\\d+.*");
    }

    @Test
    void a_plot_is_logarithmic_if_the_medians_differ_much() {
        assertThat(new Plot(RATE, List.of(NUDGE, OTHER)).svg()).contains("logarithmic", "Other &lt;1>");
        assertThat(new Plot(RATE, List.of(NUDGE)).svg()).doesNotContain("logarithmic");
    }

    @Test
    void results_are_read_as_they_were_written(@TempDir Path directory) {
        RESULTS.write(directory.resolve("pipeline.json"));
        assertThat(Results.read(directory.resolve("pipeline.json"))).isEqualTo(RESULTS);
    }

    @Test
    void samples_that_were_written_without_their_rounds_are_consecutive(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("pipeline.json");
        RESULTS.write(file);
        Files.writeString(file, Files.readString(file).replaceAll("\"rounds\"[^\\]]*],", ""));

        assertThat(Files.readString(file)).doesNotContain("rounds");
        assertThat(Results.read(file)).isEqualTo(RESULTS);
    }

    private static Results results(Samples... samples) {
        return new Results("pipeline", RESULTS.machine(), List.of(samples));
    }
}
