package dev.nudge.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the samples of a command. Its contenders are measured in turn, and each round begins with another of them.
 * The option {@code -Dresults=FILE} writes the samples to a file; {@code -Drecord=true} writes them to the project and
 * renews the tables and plots of {@code docs/benchmarks.md}, which needs at least five rounds of everything that the
 * command measures.
 */
public final class Measurement {

    private static final int LEAST_RECORDED_ROUNDS = 5;

    private record Cell(Subject subject, Figure figure) {}

    /** By round. */
    private final Map<Cell, SortedMap<Integer, Double>> cells = new LinkedHashMap<>();
    private final String name;

    /**
     * @param name of the tables, for example {@code matching}
     * @throws IllegalArgumentException if the samples are to be recorded but would not be complete
     */
    public Measurement(String name) {
        this.name = name;
        if (Boolean.getBoolean("record")) {
            checkComplete(System.getProperty("only"), Integer.getInteger("rounds", LEAST_RECORDED_ROUNDS));
        }
    }

    static void checkComplete(@Nullable String only, int rounds) {
        if (only != null) {
            throw new IllegalArgumentException("Expected -Drecord=true without -Donly, because the recorded tables"
                    + " show everything that the command measures, but found -Donly=" + only + ".");
        }
        if (rounds < LEAST_RECORDED_ROUNDS) {
            throw new IllegalArgumentException("Expected -Drecord=true with at least " + LEAST_RECORDED_ROUNDS
                    + " rounds but found -Drounds=" + rounds + ".");
        }
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
                        add(contender.subject(), figure, current, value);
                    }
                });
            }
        }
    }

    /** @param round the first one is 1 */
    public void add(Subject subject, Figure figure, int round, double value) {
        rounds(subject, figure).put(round, value);
    }

    /** Adds the sample of the next round, where no sample of a round is missing. */
    public void add(Subject subject, Figure figure, double value) {
        SortedMap<Integer, Double> rounds = rounds(subject, figure);
        rounds.put(rounds.size() + 1, value);
    }

    private SortedMap<Integer, Double> rounds(Subject subject, Figure figure) {
        return cells.computeIfAbsent(new Cell(subject, figure), _ -> new TreeMap<>());
    }

    /** Prints the tables, and writes the samples where the options say. */
    public void finish() {
        Results results = new Results(name, Machine.current(), cells.entrySet().stream()
                .map(cell -> new Samples(cell.getKey().subject(), cell.getKey().figure(),
                        List.copyOf(cell.getValue().keySet()), List.copyOf(cell.getValue().values())))
                .toList());
        System.out.println(new Tables(results));
        try {
            String file = System.getProperty("results");
            if (file != null) {
                results.write(Path.of(file));
            }
            if (Boolean.getBoolean("record")) {
                Page.checkComplete(results);
                Files.createDirectories(Page.RESULTS);
                results.write(Page.RESULTS.resolve(name + ".json"));
                Page.renew();
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
