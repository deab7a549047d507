package dev.nudge.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A command's tables in Markdown: one for each figure, whose first row is Nudge. */
record Tables(Results results) {

    String of(Figure figure) {
        List<Samples> rows = results.of(figure);
        Samples nudge = rows.getFirst();
        String header = "| | durability | %s (%s), %s is better | Nudge relative to it |\n|---|---|---|---|\n"
                .formatted(
                        figure.title(), figure.unit(), figure.better().name().toLowerCase(Locale.ROOT));
        return header + rows.stream().map(row -> "| %s | %s | %s | %s |\n".formatted(row.subject().name(),
                row.subject().durability(), row.text(), row.equals(nudge) ? "" : number(ratio(nudge, row))))
                .collect(Collectors.joining());
    }

    /** The median of the ratios of the rounds. */
    private static double ratio(Samples nudge, Samples other) {
        List<Double> rounds = IntStream.range(0, Math.min(nudge.values().size(), other.values().size()))
                .mapToObj(round -> nudge.values().get(round) / other.values().get(round)).toList();
        return new Samples(other.subject(), other.figure(), rounds).median();
    }

    /** With a unit's fraction only where it tells something. */
    static String number(double value) {
        String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return results.figures().stream().map(this::of).collect(Collectors.joining("\n"));
    }
}
