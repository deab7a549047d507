package dev.nudge.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of a run, as a table; {@code -Dnudge.report} names the page between whose two marks the table is written.
 */
public final class Figures {

    private final String mark;
    private final Map<String, String> rows = new LinkedHashMap<>();

    /** @param mark the name of the comment before the table; the comment after it starts with a slash */
    public Figures(String mark) {
        this.mark = mark;
    }

    public void add(String what, long count) {
        rows.put(what, String.format(Locale.ROOT, "%,d", count));
    }

    public void add(String what, String value) {
        rows.put(what, value);
    }

    public void add(String what, Duration duration) {
        rows.put(what, String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0));
    }

    /** If a page is named, replaces the text between the two marks. */
    public void report() {
        String page = System.getProperty("nudge.report");
        if (page == null) {
            return;
        }
        String begin = "<!-- " + mark + " -->";
        String end = "<!-- /" + mark + " -->";
        try {
            String text = Files.readString(Path.of(page));
            int from = text.indexOf(begin);
            int to = text.indexOf(end);
            if (from < 0 || to < from) {
                throw new IllegalStateException("Expected " + begin + " and " + end + " in " + page);
            }
            Files.writeString(Path.of(page), text.substring(0, from + begin.length()) + "\n" + this
                    + text.substring(to));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    @Override
    public String toString() {
        return "| figure | value |\n|---|---:|\n" + rows.entrySet().stream()
                .map(row -> "| " + row.getKey() + " | " + row.getValue() + " |\n").collect(Collectors.joining());
    }
}
