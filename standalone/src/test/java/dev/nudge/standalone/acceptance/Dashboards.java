package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks that the process exposes every metric and every label in the queries of the dashboards. */
final class Dashboards {

    private static final Path DIRECTORY = Path.of("../deploy/grafana/dashboards");
    /** Names of recording rules contain colons. */
    private static final Pattern METRIC = Pattern.compile("(?<![:\\w])[a-z]+(?:_[a-z0-9]+)+(?=\\{)");
    private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)");
    /** Added by Prometheus itself. */
    private static final Set<String> ADDED_LABELS = Set.of("job", "instance");
    /** Exist once a provider of SMS has taken a message, and once an attempt was repeated. */
    private static final Set<String> NOT_YET = Set.of("nudge_delivery_segments_total", "nudge_delivery_retries_total");

    private Dashboards() {}

    static void assertThatTheyShowWhatIsExposedBy(StandaloneProcess nudge) {
        String exposed = new String(new Client(nudge, "", "", "").send("GET", "/actuator/prometheus", null).body(),
                StandardCharsets.UTF_8);
        Set<String> names = exposed.lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", "")).collect(Collectors.toSet());
        Set<String> labels = new HashSet<>();
        Pattern.compile("[{,]([a-z_]+)=\"").matcher(exposed).results().forEach(label -> labels.add(label.group(1)));
        Set<String> metrics = new TreeSet<>();
        for (String query : queries()) {
            METRIC.matcher(query).results().map(result -> result.group()).forEach(metrics::add);
            BY.matcher(query).results().flatMap(result -> Stream.of(result.group(1).split(", ")))
                    .filter(label -> !ADDED_LABELS.contains(label))
                    .forEach(label -> assertThat(labels).as(query).contains(label));
        }
        assertThat(metrics).hasSizeGreaterThan(12);
        metrics.removeAll(NOT_YET);
        assertThat(names).containsAll(metrics);
    }

    private static Set<String> queries() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            Set<String> queries = new HashSet<>();
            for (Path file : files.toList()) {
                for (JsonNode panel : JsonMapper.shared().readTree(Files.readString(file)).get("panels")) {
                    panel.path("targets").forEach(target -> queries.add(target.get("expr").asString()));
                }
            }
            return queries;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
