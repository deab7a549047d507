package dev.nudge.reliability.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run comes to, as a table for people. */
final class Figures {

    private static final String BEGIN = "<!-- harness -->";
    private static final String END = "<!-- /harness -->";

    private final Map<String, String> rows = new LinkedHashMap<>();

    void add(String what, long count) {
        rows.put(what, String.format(Locale.ROOT, "%,d", count));
    }

    void add(String what, String value) {
        rows.put(what, value);
    }

    void add(String what, Duration duration) {
        rows.put(what, String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0));
    }

    /** Replaces what stands between the two marks. */
    void writeTo(Path report) {
        try {
            String text = Files.readString(report);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException("Expected " + BEGIN + " and " + END + " in " + report);
            }
            Files.writeString(report, text.substring(0, begin + BEGIN.length()) + "\n" + this + text.substring(end));
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
