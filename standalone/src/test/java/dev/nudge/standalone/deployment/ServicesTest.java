package dev.nudge.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.process.ChildProcess;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.JsonCall;
import dev.nudge.testsupport.Tokens;
import dev.nudge.testsupport.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both services as processes of their executable jars, with the variables that {@code docker-compose.yml} sets. */
class ServicesTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(3); // builds run on small, busy machines
    private static final Path SCRIPTS = DeploymentFiles.ROOT.resolve("deploy");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int apiPort = FreePorts.any();
    private final int apiManagementPort = FreePorts.any();
    private final int enginePort = FreePorts.any();

    /** The cache is that of the API, whose training run needs more settings than that of the engine. */
    @Test
    void they_start_one_of_them_with_a_cache_and_answer_where_probes_and_prometheus_ask() {
        Tool tools = new Tool(directory, Map.of("JAVA_HOME", System.getProperty("java.home")));
        tools.require("bash is not installed.", "bash", "--version");
        String cached = tools.run("bash", SCRIPTS.resolve("aot-cache").toString(), directory.resolve("api").toString(),
                executable("api-service").toString()).lines().toList().getLast();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
                EmbeddedMongo mongo = EmbeddedMongo.start(directory.resolve("store"), 0);
                // Without AOTMode=on, the JVM ignores a cache that it cannot use.
                ChildProcess api = new ChildProcess(
                        List.of("bash", "-c", "JDK_JAVA_OPTIONS='-Xmx384m -XX:AOTMode=on' exec " + cached),
                        variables("api-service", kafka, mongo), directory.resolve("api.log"));
                ChildProcess engine = new ChildProcess(
                        ChildProcess.java("-Xmx384m", "-jar", executable("engine-service").toString()),
                        variables("engine-service", kafka, mongo), directory.resolve("engine.log"))) {
            assertThatThrownBy(() -> healthCheck(tools, enginePort)).isInstanceOf(AssertionError.class);
            api.start();
            engine.start();
            awaitReady(api, apiManagementPort);
            awaitReady(engine, enginePort);

            healthCheck(tools, apiManagementPort);
            healthCheck(tools, enginePort);
            assertAnswers("api-service", apiManagementPort);
            assertAnswers("engine-service", enginePort);
            await("the metric that scales the engine").atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(get(enginePort, "/actuator/prometheus")).containsPattern(
                            "nudge_lag_records\\{group=\"nudge-engine\",[^}]*topic=\"lead\\.events\""));
            assertThat(JsonCall.isOk(http, URI.create("http://localhost:" + apiPort + "/v3/api-docs"))).isTrue();
        }
    }

    private static Path executable(String service) {
        Path jar = Tool.files(DeploymentFiles.ROOT.resolve(service + "/target"), "-exec.jar").stream()
                .map(file -> file.toPath()).findFirst().orElseGet(() -> Assumptions
                        .abort("There is no executable jar of " + service + "; mvn package builds it."));
        assertThat(Files.isRegularFile(jar)).isTrue();
        return jar;
    }

    /** Those of Compose, with addresses and ports of this test. */
    private Map<String, String> variables(String service, EmbeddedKafka kafka, EmbeddedMongo mongo) {
        Map<String, String> variables = new HashMap<>(ComposeTest.variables(service));
        variables.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        variables.put("SPRING_MONGODB_URI", mongo.uri() + "/nudge");
        variables.computeIfPresent("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION",
                (_, _) -> "file:" + Tokens.withKeyIn(directory).publicKey());
        variables.put("SERVER_PORT", String.valueOf(service.equals("api-service") ? apiPort : enginePort));
        if (service.equals("api-service")) {
            variables.put("MANAGEMENT_SERVER_PORT", String.valueOf(apiManagementPort));
        }
        variables.put("NUDGE_ENGINE_PARTITIONS", "4");
        return variables;
    }

    private void awaitReady(ChildProcess service, int port) {
        await("the service to be ready").atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            service.assertAlive();
            return JsonCall.isOk(http, uri(port, "/actuator/health/readiness"));
        });
    }

    private static void healthCheck(Tool tools, int port) {
        var _ = tools.run("bash", SCRIPTS.resolve("health-check").toString(), String.valueOf(port));
    }

    private void assertAnswers(String service, int port) {
        assertThat(KubernetesTest.probes(service))
                .allSatisfy(path -> assertThat(JsonCall.isOk(http, uri(port, path))).as(path).isTrue());
        String metrics = KubernetesTest.annotations(service).path("prometheus.io/path").asString();
        assertThat(get(port, metrics)).contains("jvm_memory_used_bytes");
    }

    private String get(int port, String path) {
        return JsonCall.text(JsonCall.send(http, "GET", uri(port, path), Map.of(), BodyPublishers.noBody(),
                Duration.ofSeconds(30)));
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
