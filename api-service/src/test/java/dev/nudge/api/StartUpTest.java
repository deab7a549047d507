package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.process.ChildProcess;
import dev.nudge.testsupport.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

@ExtendWith(OutputCaptureExtension.class)
class StartUpTest {

    /** Replaces the decoder, as a process that issues its own tokens does: the token is the user's name. */
    @Configuration(proxyBeanMethods = false)
    static class OwnTokens {

        @Bean
        JwtDecoder ownDecoder() {
            return token -> new Jwt(token, Instant.now(), Instant.now().plus(Duration.ofHours(1)),
                    Map.of("alg", "HS256"), Map.of("preferred_username", token, "tenant", "acme"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {jwt}.audiences=nudge                               | set spring.security.oauth2.resourceserver.jwt.issuer-uri or .jwk-set-uri
            {jwt}.issuer-uri=canary                             | Expected a URL such as https://login.example.com in {jwt}.issuer-uri but found another text.
            {jwt}.issuer-uri=https://id.example.com             | Expected {jwt}.audiences
            {jwt}.jwk-set-uri=https://id.example.com/keys       | Expected {jwt}.issuer-uri beside .jwk-set-uri but found none.
            nudge.api.store.timeout=canary                      | Expected nudge.api.store.timeout to be a duration such as 30s but found another value.
            nudge.api.kafka.timeout=1ms                         | Expected nudge.api.kafka.timeout of at least 100ms but found PT0.001S.
            nudge.api.http.body-timeout=2h                      | Expected nudge.api.http.body-timeout from 1ms to 1h but found PT2H.
            nudge.api.rate-limit.burst=5                        | Expected nudge.api.rate-limit.requests-per-second beside nudge.api.rate-limit.burst but found none.
            nudge.api.rate-limit.requests-per-second=canary     | Expected nudge.api.rate-limit.requests-per-second to be a number but found another value.
            nudge.api.idempotency.kept=1s                       | nudge.api.idempotency.kept not below it
            nudge.api.relay.sweep-interval=1ms                  | Expected nudge.api.relay.sweep-interval of at least 10ms
            nudge.api.stream.clients=-1                         | Expected nudge.api.stream.clients from 0 to 10000 but found -1.
            nudge.api.purge.tombstones-kept=1d                  | Expected nudge.api.purge.tombstones-kept of more than 366 days
            nudge.api.security.key-refresh-interval=-1s         | Expected nudge.api.security.key-refresh-interval of at least 0s
            nudge.console.enabled=canary                        | Expected nudge.console.enabled to be true or false but found another value.
            nudge.topics.replication-factor=canary              | Expected nudge.topics.replication-factor to be a number but found another value.
            spring.mongodb.uri=mongo://ann:canary@host          | in spring.mongodb.uri but found another text.
            spring.kafka.bootstrap-servers=canary               | in spring.kafka.bootstrap-servers but found another text.
            management.server.port=canary                       | management.server.port
            """)
    void an_invalid_or_missing_setting_is_named_in_one_sentence(String setting, String sentence,
            CapturedOutput output) {
        String jwt = "spring.security.oauth2.resourceserver.jwt";
        List<Class<?>> sources = setting.startsWith("{jwt}")
                ? List.of(ApiApplication.class)
                : List.of(ApiApplication.class, OwnTokens.class);

        assertThatThrownBy(() -> startNowhere("0", sources, "--" + setting.replace("{jwt}", jwt)).close())
                .isInstanceOf(RuntimeException.class);

        assertThat(output.getAll().lines()).filteredOn(line -> line.contains("Nudge cannot start: ")).singleElement()
                .asString().contains(sentence.replace("{jwt}", jwt));
        assertThat(output.getAll()).doesNotContain("\tat ", "canary", "Exception");
    }

    @Test
    void an_invalid_setting_ends_the_process_with_one_line_and_an_exit_code(@TempDir Path directory) {
        try (ChildProcess api = ChildProcess.run(directory.resolve("output"), ApiApplication.class,
                "--spring.main.banner-mode=off", "--spring.main.log-startup-info=false",
                "--nudge.delivery.providers.eu.type=twilio", "--nudge.delivery.providers.eu.account-sid=AC1",
                "--nudge.delivery.providers.eu.api-key-secret=canary")) {
            assertThat(api.exitCode()).isEqualTo(1);
            assertThat(api.output().lines()).singleElement().asString()
                    .endsWith("Nudge cannot start: Set nudge.delivery.providers.eu.api-key-sid:"
                            + " nudge.delivery.providers.eu.api-key-secret requires it.")
                    .doesNotContain("canary");
        }
    }

    @Test
    void it_starts_without_kafka_and_mongodb_and_with_a_custom_decoder_and_claims() {
        try (ConfigurableApplicationContext context = startNowhere("0",
                List.of(ApiApplication.class, OwnTokens.class), "--nudge.api.security.user-claim=preferred_username",
                "--nudge.api.security.organization-claim=tenant", "--nudge.api.store.timeout=200ms",
                "--nudge.api.kafka.timeout=500ms")) {
            Api api = new Api(context.getEnvironment());

            api.management().get("/actuator/health/liveness").is(200);
            api.management().get("/actuator/health/readiness").is(503);
            assertThat(api.management().get("/actuator/prometheus").is(200).text()).contains("jvm_");
            api.with("ana").get("/api/automations").isProblem(503, "urn:nudge:error:unavailable");
            api.with("ana").post("/api/events", Examples.statusChange("lead-7"))
                    .isProblem(503, "urn:nudge:error:unavailable");
            assertThat(api.management().get("/actuator/prometheus").is(200).text()).contains("http_server_requests")
                    .doesNotContain("spring_security");
        }
    }

    @Test
    void health_on_the_api_port_rejects_an_empty_Accept() {
        try (ConfigurableApplicationContext context = startNowhere("", List.of(ApiApplication.class, OwnTokens.class),
                "--nudge.api.store.timeout=200ms")) {
            Client anonymous = new Api(context.getEnvironment()).anonymous();

            anonymous.get("/actuator/health/liveness").is(200);
            anonymous.with("Accept", ",").get("/actuator/health/liveness").isProblem(406, "about:blank");
        }
    }

    /**
     * Passes arguments, because application properties override the builder's properties.
     *
     * @param managementPort empty: the API's port
     */
    private static ConfigurableApplicationContext startNowhere(String managementPort, List<Class<?>> sources,
            String... more) {
        Stream<String> arguments = Stream.of("--server.port=0", "--management.server.port=" + managementPort,
                "--spring.kafka.bootstrap-servers=localhost:" + FreePorts.any(),
                "--spring.mongodb.uri=mongodb://localhost:" + FreePorts.any() + "/nudge");
        Map<String, String> byName = new LinkedHashMap<>(); // a repeated argument would be a list
        Stream.concat(arguments, Stream.of(more))
                .forEach(argument -> byName.put(argument.substring(0, argument.indexOf('=')), argument));
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .run(byName.values().toArray(String[]::new));
    }

}
