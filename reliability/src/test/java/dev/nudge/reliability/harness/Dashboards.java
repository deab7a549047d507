package dev.nudge.reliability.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The queries of the panels of all dashboards. */
final class Dashboards {

    private static final Path DIRECTORY = Path.of("../deploy/grafana/dashboards");
    private static final String ZERO = " or on() vector(0)";

    private Dashboards() {}

    /**
     * @param panel the names of the dashboard and the panel
     * @param shown the query, for all jobs and instances
     */
    record PanelQuery(String panel, String shown) {

        /** Without the zero that is shown where there is nothing. */
        String measured() {
            return shown.endsWith(ZERO) ? shown.substring(0, shown.length() - ZERO.length()) : shown;
        }
    }

    static List<PanelQuery> queries() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<PanelQuery> queries = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(file));
                for (JsonNode panel : dashboard.path("panels")) {
                    String name = dashboard.path("title").asString() + " / " + panel.path("title").asString();
                    panel.path("targets").forEach(
                            target -> queries.add(new PanelQuery(name, ofAll(target.path("expr").asString()))));
                }
            }
            return queries;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** As Grafana fills in the variables. */
    private static String ofAll(String query) {
        return query.replace("$__rate_interval", "1m").replace("$job", ".+").replace("$instance", ".+");
    }
}
