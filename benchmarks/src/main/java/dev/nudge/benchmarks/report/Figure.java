package dev.nudge.benchmarks.report;

/**
 * A quantity that is measured for each subject: a table and a plot.
 *
 * @param id in the names of files and in the page, for example {@code fired}
 * @param title for example {@code Timers fired}
 * @param unit for example {@code timers/s}
 */
public record Figure(String id, String title, String unit, Better better) {

    public enum Better {
        HIGHER,
        LOWER
    }
}
