package dev.nudge.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the samples of a command. Its contenders are measured in turn, and each round begins with another of them.
 * The option {@code -Dresults=FILE} writes the samples to a file; {@code -Drecord=true} writes them to the project and
 * renews the tables and plots of {@code docs/benchmarks.md}.
 */
public final class Measurement {

    private record Cell(Subject subject, Figure figure) {}

    private final String name;
    private final Map<Cell, List<Double>> cells = new LinkedHashMap<>();

    /** @param name of the tables, for example {@code matching} */
    public Measurement(String name) {
        this.name = name;
    }

    /** One of the programs that are compared. */
    public interface Contender {

        Subject subject();

        /** @return the samples of one round, by figure; other contenders are idle meanwhile */
        Map<Figure, Double> measure() throws Exception;
    }

    /**
     * Measures every contender once in each round.
     *
     * @param warmups rounds before the first whose samples are kept
     */
    public void run(List<? extends Contender> contenders, int warmups, int rounds) throws Exception {
        for (int round = 1 - warmups; round <= rounds; round++) {
            int first = Math.max(round - 1, 0);
            for (int turn = 0; turn < contenders.size(); turn++) {
                Contender contender = contenders.get((first + turn) % contenders.size());
                Map<Figure, Double> samples = contender.measure();
                int current = round;
                samples.forEach((figure, value) -> {
                    System.out.printf("%s round %d: %s: %s %s %s%n", name, current, contender.subject().name(),
                            figure.title(), Tables.number(value), figure.unit());
                    if (current > 0) {
                        add(contender.subject(), figure, value);
                    }
                });
            }
        }
    }

    public void add(Subject subject, Figure figure, double value) {
        cells.computeIfAbsent(new Cell(subject, figure), _ -> new ArrayList<>()).add(value);
    }

    /** Prints the tables, and writes the samples where the options say. */
    public void finish() {
        Results results = new Results(name, Machine.current(), cells.entrySet().stream()
                .map(cell -> new Samples(cell.getKey().subject(), cell.getKey().figure(), cell.getValue())).toList());
        System.out.println(new Tables(results));
        try {
            String file = System.getProperty("results");
            if (file != null) {
                results.write(Path.of(file));
            }
            if (Boolean.getBoolean("record")) {
                Files.createDirectories(Page.RESULTS);
                results.write(Page.RESULTS.resolve(name + ".json"));
                Page.renew();
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
