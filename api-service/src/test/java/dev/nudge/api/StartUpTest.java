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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

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

    @Test
    void start_up_fails_without_a_token_issuer() {
        assertThatThrownBy(() -> startNowhere("0", List.of(ApiApplication.class)).close())
                .hasStackTraceContaining("set spring.security.oauth2.resourceserver.jwt.issuer-uri or .jwk-set-uri");
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
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .run(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

}
