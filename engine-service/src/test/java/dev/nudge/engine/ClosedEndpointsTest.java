package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.metrics.ZoneRules;
import dev.nudge.testsupport.FreePorts;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The engine's only port exposes health, the version of the zone rules, metrics and levels of the log, and nothing
 * else.
 */
class ClosedEndpointsTest {

    private static final List<String> CLOSED = List.of("auditevents", "beans", "caches", "conditions", "configprops",
            "env", "env/spring.mongodb.uri", "flyway", "heapdump", "httpexchanges", "integrationgraph",
            "jolokia", "liquibase", "logfile", "mappings", "metrics",
            "metrics/jvm.memory.used", "quartz", "refresh", "restart", "sbom", "scheduledtasks", "sessions", "shutdown",
            "startup", "threaddump", "health/engine", "health/mongodb");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void only_health_without_details_the_version_of_the_zone_rules_prometheus_and_levels_of_the_log_are_exposed()
            throws Exception {
        try (ConfigurableApplicationContext engine = new SpringApplicationBuilder(EngineApplication.class).run(
                "--spring.kafka.bootstrap-servers=localhost:" + FreePorts.any(), "--spring.mongodb.uri=mongodb://ann:"
                        + "canary@localhost:" + FreePorts.any() + "/nudge",
                "--server.port=0")) {
            String base = "http://localhost:" + engine.getEnvironment().getProperty("local.server.port");

            for (String endpoint : CLOSED) {
                assertThat(send("GET", base + "/actuator/" + endpoint).statusCode()).as(endpoint).isEqualTo(404);
                assertThat(send("POST", base + "/actuator/" + endpoint).statusCode()).as(endpoint).isIn(404, 405);
            }
            assertThat(send("GET", base + "/").statusCode()).isEqualTo(404);
            for (String open : List.of("", "/health", "/health/liveness", "/info", "/prometheus", "/env")) {
                HttpHeaders headers = send("GET", base + "/actuator" + open).headers();
                assertThat(headers.allValues("Cache-Control")).as(open).containsExactly("no-store");
                assertThat(headers.allValues("X-Content-Type-Options")).as(open).containsExactly("nosniff");
            }
            assertThat(send("GET", base + "/actuator/prometheus").body()).contains("jvm_").doesNotContain("canary");
            assertThat(send("GET", base + "/actuator/info").body()) // W4
                    .isEqualTo("{\"zoneRules\":{\"version\":\"" + ZoneRules.version() + "\"}}");
            assertThat(send("GET", base + "/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(send("GET", base + "/actuator/health/readiness").body())
                    .isEqualTo("{\"status\":\"DOWN\"}");
            levelsAreChangedFromTheMachineItselfOnly(base + "/actuator/loggers/dev.nudge.no.such");
        }
    }

    private void levelsAreChangedFromTheMachineItselfOnly(String local) throws Exception {
        assertThat(level(local, "DEBUG").statusCode()).isEqualTo(204);
        assertThat(send("GET", local).body()).contains("\"effectiveLevel\":\"DEBUG\"");
        assertThat(level(local, null).statusCode()).isEqualTo(204);

        String host = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress()).findFirst()
                .orElseGet(() -> Assumptions.abort("The machine has no other address.")).getHostAddress();
        String remote = local.replace("localhost", host);
        assertThat(send("GET", local.replace("localhost", host).replace("loggers/dev.nudge.no.such", "health"))
                .statusCode()).as(host).isIn(200, 503);
        assertThat(send("GET", remote).statusCode()).isEqualTo(404);
        assertThat(send("GET", remote.replace("/dev.nudge.no.such", "")).statusCode()).isEqualTo(404);
        assertThat(level(remote, "DEBUG").statusCode()).isEqualTo(404);
        assertThat(send("GET", local).body()).doesNotContain("DEBUG");
    }

    private HttpResponse<String> level(String address, @Nullable String level)
            throws IOException, InterruptedException {
        String body = "{\"configuredLevel\":" + (level == null ? null : "\"" + level + "\"") + "}";
        return http.send(HttpRequest.newBuilder(URI.create(address)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
