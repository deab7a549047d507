package dev.nudge.benchmarks.report;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one command measured. As a file, it is JSON with the names of the components.
 *
 * @param name of the tables, for example {@code timers}
 */
public record Results(String name, Machine machine, List<Samples> samples) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public static Results read(Path file) {
        return JSON.readValue(file, Results.class);
    }

    public void write(Path file) {
        JSON.writeValue(file, this);
    }

    /** In the order in which they were first measured. */
    List<Figure> figures() {
        return samples.stream().map(Samples::figure).distinct().toList();
    }

    List<Samples> of(Figure figure) {
        return samples.stream().filter(row -> row.figure().equals(figure)).toList();
    }
}
