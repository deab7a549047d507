package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.testsupport.FreePorts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class StartUpTest {

    /** As a process does it that issues its tokens itself: the token is the user's name. */
    @Configuration(proxyBeanMethods = false)
    static class OwnTokens {

        @Bean
        JwtDecoder ownDecoder() {
            return token -> new Jwt(token, Instant.now(), Instant.now().plus(Duration.ofHours(1)),
                    Map.of("alg", "HS256"), Map.of("preferred_username", token, "tenant", "acme"));
        }
    }

    @Test
    void it_does_not_start_without_knowing_who_issues_the_tokens() {
        assertThatThrownBy(() -> startNowhere("0", List.of(ApiApplication.class)).close())
                .hasStackTraceContaining("set spring.security.oauth2.resourceserver.jwt.issuer-uri or .jwk-set-uri");
    }

    @Test
    void it_starts_while_broker_and_store_are_away_with_a_decoder_and_claims_of_the_processs_own() {
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
    void health_on_the_port_of_the_api_refuses_an_Accept_that_names_nothing() {
        try (ConfigurableApplicationContext context = startNowhere("", List.of(ApiApplication.class, OwnTokens.class),
                "--nudge.api.store.timeout=200ms")) {
            Client anybody = new Api(context.getEnvironment()).anonymous();

            anybody.get("/actuator/health/liveness").is(200);
            anybody.with("Accept", ",").get("/actuator/health/liveness").isProblem(406, "about:blank");
        }
    }

    /**
     * By arguments, since properties of the builder count less than those of the application.
     *
     * @param managementPort empty: the API's own
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
