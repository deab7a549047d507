package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.process.ChildProcess;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.JsonCall;
import dev.nudge.testsupport.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus, with a copy of the product's rules in which time passes faster: each duration is divided by 40,
 * and each threshold of two or more digits, all of which are seconds, by 20. It scrapes every two seconds.
 */
final class Prometheus implements AutoCloseable {

    static final Path RULES = Path.of("../deploy/prometheus/alerts.yml");

    private static final Duration SCRAPES = Duration.ofSeconds(2);
    private static final int FASTER = 40;
    private static final int LOWER = 20;
    private static final Pattern DURATION = Pattern.compile("(\\[|offset |for: )(\\d+)([mh])");
    private static final Pattern SECONDS = Pattern.compile("> (\\d{2,})(?![.\\d])");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.any();
    private final ChildProcess process;

    /** @param targets addresses of metrics, as {@code host:port}, by the name of their job */
    Prometheus(Path directory, Map<String, String> targets) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("alerts.yml"), faster(Files.readString(RULES)));
            Path configuration = Files.writeString(directory.resolve("prometheus.yml"), configuration(targets));
            this.process = new ChildProcess(List.of("prometheus", "--config.file=" + configuration,
                    "--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port,
                    "--log.level=warn"), directory.resolve("prometheus.log"));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        process.start();
    }

    /** Skips the test if it is not installed. */
    static void requireOnThisMachine(Path directory) {
        Tool tool = new Tool(directory, Map.of());
        String sentence = "Prometheus is not installed (Debian: apt-get install prometheus)";
        tool.require(sentence, "prometheus", "--version");
        tool.require(sentence, "promtool", "--version");
    }

    private static String configuration(Map<String, String> targets) {
        return "global: { scrape_interval: %ds, evaluation_interval: %ds }\nrule_files: [alerts.yml]\nscrape_configs:\n"
                .formatted(SCRAPES.toSeconds(), SCRAPES.toSeconds())
                + targets.entrySet().stream().map(target -> """
                          - job_name: %s
                            metrics_path: /actuator/prometheus
                            static_configs: [{ targets: ["%s"] }]
                        """.formatted(target.getKey(), target.getValue())).collect(Collectors.joining());
    }

    static String faster(String rules) {
        Function<MatchResult, String> duration = match -> match.group(1)
                + Duration.ofMinutes(Integer.parseInt(match.group(2)) * (match.group(3).equals("h") ? 60L : 1L))
                        .dividedBy(FASTER).toMillis()
                + "ms";
        return SECONDS.matcher(DURATION.matcher(rules).replaceAll(duration))
                .replaceAll(match -> "> " + Double.parseDouble(match.group(1)) / LOWER);
    }

    boolean isReady() {
        process.assertAlive();
        return JsonCall.isOk(http, url("/-/ready"));
    }

    /** The series that a query finds now. */
    List<JsonNode> query(String query) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asString()).as("%s: %s", query, answer).isEqualTo("success");
        return List.copyOf(answer.path("data").path("result").values());
    }

    /** The names of the alerts that fire now. */
    Set<String> firing() {
        return names(query("ALERTS{alertstate=\"firing\"}"));
    }

    /** The names of the alerts that have fired since the start. */
    Set<String> fired() {
        return names(query("last_over_time(ALERTS{alertstate=\"firing\"}[1h])"));
    }

    private static Set<String> names(List<JsonNode> alerts) {
        return alerts.stream().map(alert -> alert.path("metric").path("alertname").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The alerting and recording rules as Prometheus has evaluated them. */
    List<JsonNode> rules() {
        return get("/api/v1/rules").path("data").path("groups").values().stream()
                .flatMap(group -> group.path("rules").values().stream()).toList();
    }

    private JsonNode get(String path) {
        HttpResponse<byte[]> answer = JsonCall.send(http, "GET", url(path), Map.of(), BodyPublishers.noBody(),
                Duration.ofSeconds(30));
        return JsonMapper.shared().readTree(answer.body());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
