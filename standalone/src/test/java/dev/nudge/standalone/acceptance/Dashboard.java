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

/** Checks that the process exposes every metric and every label in the dashboard's queries. */
final class Dashboard {

    private static final Path FILE = Path.of("../deploy/grafana/dashboards/nudge.json");
    private static final Pattern METRIC = Pattern.compile("[a-z]+(?:_[a-z0-9]+)+(?=[\\[{)]|$)");
    private static final Pattern BY = Pattern.compile("by \\(([a-z, ]+)\\)");
    /** Added by Prometheus itself. */
    private static final String ADDED_LABEL = "job";
    /** Exists once a provider of SMS has taken a message. */
    private static final String OF_SMS_PROVIDERS = "nudge_delivery_segments_total";

    private Dashboard() {}

    static void assertThatItShowsWhatIsExposedBy(StandaloneProcess nudge) {
        String exposed = new String(new Client(nudge, "", "", "").send("GET", "/actuator/prometheus", null).body(),
                StandardCharsets.UTF_8);
        Set<String> names = exposed.lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", "")).collect(Collectors.toSet());
        Set<String> labels = new HashSet<>();
        Pattern.compile("[{,]([a-z_]+)=\"").matcher(exposed).results().forEach(label -> labels.add(label.group(1)));
        Set<String> metrics = new TreeSet<>();
        for (String query : queries()) {
            METRIC.matcher(query).results().map(result -> result.group()).filter(name -> !name.equals(
                    "histogram_quantile")).forEach(metrics::add);
            BY.matcher(query).results().flatMap(result -> Stream.of(result.group(1).split(", ")))
                    .filter(label -> !label.equals(ADDED_LABEL))
                    .forEach(label -> assertThat(labels).as(query).contains(label));
        }
        assertThat(metrics).hasSizeGreaterThan(12);
        metrics.remove(OF_SMS_PROVIDERS);
        assertThat(names).containsAll(metrics);
    }

    private static Set<String> queries() {
        try {
            Set<String> queries = new HashSet<>();
            for (JsonNode panel : JsonMapper.shared().readTree(Files.readString(FILE)).get("panels")) {
                panel.path("targets").forEach(target -> queries.add(target.get("expr").asString()));
            }
            return queries;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
