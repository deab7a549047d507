package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.patience.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of a first start, and the errors when it is not possible. */
class StartTest {

    @TempDir
    Path directory;

    @Test
    void it_logs_little_responds_and_stops_within_seconds() {
        try (StandaloneProcess nudge = new StandaloneProcess(directory).start()) {
            await("the welcome").until(() -> nudge.output().contains("Ctrl-C stops"));
            assertThat(nudge.output()).contains("Nudge is ready.", "http://localhost:" + nudge.httpPort() + "/api",
                    "localhost:" + nudge.kafkaPort(), directory.resolve("data").toString());
            assertThat(nudge.output()).doesNotContain("ERROR", "Exception");
            assertThat(nudge.output().lines().filter(line -> line.contains(" WARN "))).hasSizeLessThan(3);
            assertThat(nudge.output().lines()).hasSizeLessThan(15);
            for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness",
                    "/actuator/prometheus", "/", "/swagger-ui/index.html", "/v3/api-docs")) {
                assertIsNotCached(path, anonymous(nudge).send("GET", path, null));
            }
            assertIsNotCached("/dev/token", anonymous(nudge).send("POST", "/dev/token",
                    Map.of("userId", "ana", "organizationId", "acme")));
            assertThat(new String(anonymous(nudge).send("GET", "/v3/api-docs", null).body(), StandardCharsets.UTF_8))
                    .contains("\"/dev/token\"", "\"/api/automations\"");
            refusesTokensWithoutUser(nudge);
            assertThat(nudge.stop()).isLessThan(Patience.allowedFor(Duration.ofSeconds(10)));
            assertThat(nudge.output()).doesNotContain("ERROR", "Exception");
        }
    }

    private static void assertIsNotCached(String path, HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().allValues("X-Content-Type-Options")).as(path).containsExactly("nosniff");
        assertThat(answer.headers().allValues("Cache-Control")).as(path).singleElement().asString()
                .contains("no-store");
    }

    private static void refusesTokensWithoutUser(StandaloneProcess nudge) {
        HttpResponse<byte[]> answer = anonymous(nudge).send("POST", "/dev/token",
                Map.of("organizationId", "a:b", "roles", List.of("member", "boss"), "admin", true));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("urn:nudge:error:validation",
                "\"/userId\"", "\"/organizationId\"", "\"/roles/1\"", "\"/admin\"");
    }

    @Test
    void a_port_in_use_is_reported_with_its_property() throws IOException {
        try (StandaloneProcess nudge = new StandaloneProcess(directory);
                ServerSocket taken = new ServerSocket(nudge.kafkaPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(nudge.launch().exitCode()).isEqualTo(1);
            assertThat(nudge.output()).contains("port " + nudge.kafkaPort(), "--nudge.standalone.kafka-port")
                    .doesNotContain("Exception", "\tat ");
            assertThat(nudge.output().lines()).hasSize(1);
        }
    }

    @Test
    void an_invalid_setting_is_reported_with_its_property_before_anything_starts() {
        try (StandaloneProcess nudge = new StandaloneProcess(directory)) {
            nudge.launch("--nudge.delivery.channels.sms=eu", "--nudge.delivery.providers.eu.type=twilio",
                    "--nudge.delivery.providers.eu.account-sid=AC1", "--nudge.delivery.providers.eu.auth-token=canary");
            assertThat(nudge.exitCode()).isEqualTo(1);
            assertThat(nudge.output().lines()).singleElement().asString()
                    .endsWith("Nudge cannot start: Set nudge.delivery.providers.eu.messaging-service-sid or"
                            + " nudge.delivery.providers.eu.from: the provider has no sender.")
                    .doesNotContain("canary");
            assertThat(directory.resolve("data")).doesNotExist();
        }
    }

    @Test
    void a_data_directory_is_used_by_one_process() {
        try (StandaloneProcess first = new StandaloneProcess(directory).start();
                StandaloneProcess second = new StandaloneProcess(directory.resolve("second"))) {
            String data = "--nudge.standalone.data-dir=" + directory.resolve("data");
            assertThat(second.launch(data).exitCode()).isEqualTo(1);
            assertThat(second.output()).contains(directory.resolve("data").toString(), "another process")
                    .doesNotContain("Exception");
            assertThat(first.output()).doesNotContain("Exception");
        }
    }

    private static Client anonymous(StandaloneProcess nudge) {
        return new Client(nudge, "", "", "");
    }
}
