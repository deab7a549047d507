package dev.nudge.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tables and plots of {@code docs/benchmarks.md} from the samples in {@code benchmarks/results}. The page
 * names the place of a figure by a comment, {@code <!-- matching/events -->}, and of a command's machine by
 * {@code <!-- matching -->}; what follows, up to {@code <!-- end -->}, is replaced. Paths are relative to the module.
 */
public final class Page {

    static final Path RESULTS = Path.of("results");
    static final Path FILE = Path.of("../docs/benchmarks.md");
    private static final Path PLOTS = Path.of("../docs/images/benchmarks");
    private static final Pattern PLACE = Pattern.compile("<!-- ([a-z-]+)(?:/([a-z-]+))? -->\n.*?<!-- end -->",
            Pattern.DOTALL);

    private final Map<String, Results> results = new TreeMap<>();
    private final Map<Path, String> plots = new TreeMap<>();

    private Page() throws IOException {
        try (Stream<Path> files = Files.list(RESULTS)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".json")).sorted().toList()) {
                Results read = Results.read(file);
                results.put(read.name(), read);
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        renew();
    }

    /** @throws IllegalStateException if the page shows figures of this name that were not measured */
    static void checkComplete(Results results) throws IOException {
        List<String> measured = results.figures().stream().map(Figure::id).toList();
        List<String> missing = PLACE.matcher(Files.readString(FILE)).results()
                .filter(place -> place.group(1).equals(results.name()) && place.group(2) != null)
                .map(place -> place.group(2)).filter(figure -> !measured.contains(figure)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Expected samples of all figures that " + FILE + " shows but found none of "
                    + missing + ", so that nothing is recorded; the page says which options measure them.");
        }
    }

    /** Writes the page and its plots again. */
    static void renew() throws IOException {
        Page page = new Page();
        Files.writeString(FILE, page.text(Files.readString(FILE)));
        Files.createDirectories(PLOTS);
        for (Map.Entry<Path, String> plot : page.plots.entrySet()) {
            Files.writeString(plot.getKey(), plot.getValue());
        }
    }

    /** @return the files that do not show the samples */
    static List<Path> outdated() throws IOException {
        Page page = new Page();
        List<Path> outdated = new ArrayList<>();
        if (!page.text(Files.readString(FILE)).equals(Files.readString(FILE))) {
            outdated.add(FILE);
        }
        for (Map.Entry<Path, String> plot : page.plots.entrySet()) {
            if (!Files.exists(plot.getKey()) || !Files.readString(plot.getKey()).equals(plot.getValue())) {
                outdated.add(plot.getKey());
            }
        }
        return outdated;
    }

    private String text(String page) {
        return PLACE.matcher(page).replaceAll(place -> Matcher.quoteReplacement("<!-- %s%s -->\n%s<!-- end -->"
                .formatted(place.group(1), place.group(2) == null ? "" : "/" + place.group(2),
                        content(place.group(1), place.group(2)))));
    }

    private String content(String name, @Nullable String figureId) {
        Results measured = results.get(name);
        if (measured == null) {
            throw new IllegalStateException(FILE + " names " + name + ", but " + RESULTS + " has no such file");
        }
        if (figureId == null) {
            return machine(measured.machine());
        }
        Figure figure = measured.figures().stream().filter(any -> any.id().equals(figureId)).findFirst()
                .orElseThrow(() -> new IllegalStateException(RESULTS + "/" + name + ".json has no figure " + figureId));
        Path plot = PLOTS.resolve(name + "-" + figureId + ".svg");
        plots.put(plot, new Plot(figure, measured.of(figure)).svg());
        return "![%s](images/benchmarks/%s)\n\n%s".formatted(figure.title(), plot.getFileName(),
                new Tables(measured).of(figure));
    }

    private static String machine(Machine machine) {
        return "Measured on %s at revision %s: %s, %d cores, %d GiB, %s, %s.\n".formatted(machine.date(),
                machine.revision(), machine.processor(), machine.cores(), machine.memoryGib(), machine.system(),
                machine.java());
    }
}
