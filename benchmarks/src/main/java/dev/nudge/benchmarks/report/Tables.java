package dev.nudge.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A command's tables in Markdown: one for each figure. The first row of a table is compared with the others. */
record Tables(Results results) {

    String of(Figure figure) {
        List<Samples> rows = results.of(figure);
        Samples first = rows.getFirst();
        String header = "| | durability | %s (%s), %s is better | %s relative to it |\n|---|---|---|---|\n".formatted(
                figure.title(), figure.unit(), figure.better().name().toLowerCase(Locale.ROOT),
                first.subject().name());
        return header + rows.stream().map(row -> "| %s | %s | %s | %s |\n".formatted(row.subject().name(),
                row.subject().durability(), row.text(), row.equals(first) ? "" : number(first.ratioTo(row))))
                .collect(Collectors.joining());
    }

    private static String number(OptionalDouble ratio) {
        return ratio.isPresent() ? number(ratio.getAsDouble()) : "";
    }

    /** With three significant digits, or all digits of the integer part. */
    static String number(double value) {
        String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return results.figures().stream().map(this::of).collect(Collectors.joining("\n"));
    }
}
