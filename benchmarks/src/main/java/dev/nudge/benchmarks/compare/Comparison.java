package dev.nudge.benchmarks.compare;

import dev.nudge.benchmarks.report.Results;
import dev.nudge.benchmarks.report.Samples;
import dev.nudge.benchmarks.report.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What works measured at two revisions: a table in Markdown with every figure of every subject, and what has changed.
 * Each run of a work is one sample of a figure: its median, if the run had several rounds.
 */
public final class Comparison {

    private record Row(String work, String figureId, Subject subject) {}

    private final Map<Row, Samples> before = new LinkedHashMap<>();
    private final Map<Row, Samples> after = new LinkedHashMap<>();

    public void addBefore(String work, Results run) {
        add(before, work, run);
    }

    public void addAfter(String work, Results run) {
        add(after, work, run);
    }

    private static void add(Map<Row, Samples> rows, String work, Results run) {
        for (Samples measured : run.samples()) {
            Samples sample = new Samples(measured.subject(), measured.figure(), List.of(measured.median()));
            rows.merge(new Row(work, measured.figure().id(), measured.subject()), sample, Comparison::joined);
        }
    }

    private static Samples joined(Samples earlier, Samples later) {
        List<Double> values = new ArrayList<>(earlier.values());
        values.addAll(later.values());
        return new Samples(later.subject(), later.figure(), values);
    }

    @Override
    public String toString() {
        List<Row> common = before.keySet().stream().filter(after::containsKey).toList();
        Map<Verdict, Long> count = common.stream().map(this::verdict)
                .collect(Collectors.groupingBy(verdict -> verdict, Collectors.counting()));
        StringBuilder text = new StringBuilder("""
                | work | figure | subject | before | after | after / before | p | |
                |---|---|---|---|---|---|---|---|
                """);
        common.forEach(row -> text.append(line(row)));
        text.append("\n%d better, %d worse, %d within the noise, %d with too few rounds.\n".formatted(
                count.getOrDefault(Verdict.BETTER, 0L), count.getOrDefault(Verdict.WORSE, 0L),
                count.getOrDefault(Verdict.WITHIN_NOISE, 0L), count.getOrDefault(Verdict.TOO_FEW_ROUNDS, 0L)));
        if (count.containsKey(Verdict.TOO_FEW_ROUNDS)) {
            text.append("A judgement needs at least %d rounds.\n".formatted(Verdict.LEAST_ROUNDS));
        }
        before.keySet().stream().filter(row -> !after.containsKey(row))
                .forEach(row -> text.append(only("before", row)));
        after.keySet().stream().filter(row -> !before.containsKey(row)).forEach(row -> text.append(only("after", row)));
        return text.toString();
    }

    private Verdict verdict(Row row) {
        return Verdict.of(samples(before, row), samples(after, row));
    }

    private String line(Row row) {
        Samples old = samples(before, row);
        Samples now = samples(after, row);
        return String.format(Locale.ROOT, "| %s | %s (%s) | %s | %s | %s | %.2f | %.4f | %s |%n", row.work(),
                now.figure().title(), now.figure().unit(), name(row.subject()), old.text(), now.text(),
                now.median() / old.median(), Verdict.probability(old, now), verdict(row));
    }

    private static String only(String revision, Row row) {
        return "Measured only %s: %s, %s of %s.\n".formatted(revision, row.work(), row.figureId(),
                name(row.subject()));
    }

    private static String name(Subject subject) {
        return subject.durability().equals("-")
                ? subject.name()
                : "%s (%s)".formatted(subject.name(), subject.durability());
    }

    private static Samples samples(Map<Row, Samples> rows, Row row) {
        return Objects.requireNonNull(rows.get(row));
    }
}
