package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** All Spring Boot actuator endpoints except health and metrics are disabled. */
@ApiTest
class ClosedEndpointsTest {

    private final Api api;

    ClosedEndpointsTest(@Autowired Api api) {
        this.api = api;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditevents", "beans", "caches", "conditions", "configprops", "env",
            "env/spring.mongodb.uri",
            "flyway", "heapdump", "httpexchanges", "info", "integrationgraph", "jolokia", "liquibase", "logfile",
            "mappings", "metrics", "metrics/jvm.memory.used", "quartz", "refresh", "restart", "sbom",
            "scheduledtasks", "sessions", "shutdown", "startup", "threaddump"})
    void an_endpoint_is_not_found(String endpoint) {
        api.management().get("/actuator/" + endpoint).is(404);
        api.management().post("/actuator/" + endpoint, "{}").is(404);
        api.anonymous().get("/actuator/" + endpoint).isProblem(404, "urn:nudge:error:not-found");
        api.anonymous().post("/actuator/" + endpoint, "{}").is(404);
        api.admin("ada", Api.newOrganization()).get("/actuator/" + endpoint).is(404);
    }

    @Test
    void the_api_port_has_no_endpoints() {
        for (String endpoint : new String[]{"", "/health", "/health/readiness", "/prometheus"}) {
            api.anonymous().get("/actuator" + endpoint).isProblem(404, "urn:nudge:error:not-found");
        }
    }

    @Test
    void the_management_port_has_only_health_without_details_prometheus_and_levels_of_the_log() {
        assertThat(Json.object(api.management().get("/actuator").is(200).json(), "_links").keySet())
                .containsOnly("self", "health", "health-path", "prometheus", "loggers", "loggers-name");
        assertThat(api.management().get("/actuator/health").is(200).json()).containsOnlyKeys("status", "groups");
        assertThat(api.management().get("/actuator/health/readiness").is(200).json()).containsOnlyKeys("status");
        api.management().get("/actuator/health/apiStore").is(404);
        assertThat(api.management().get("/actuator/prometheus").is(200).text()).contains("jvm_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/health", "/health/liveness", "/health/readiness", "/prometheus", "/env", "/nothing"})
    void management_responses_are_not_cached_or_sniffed(String endpoint) {
        Answer answer = api.management().get("/actuator" + endpoint);

        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("Cache-Control")).singleElement().asString().contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/nothing", "/nothing", "/api/automations/%00", "/actuator/env"})
    void api_responses_are_not_cached_or_sniffed(String path) {
        for (Client client : new Client[]{api.anonymous(), api.member("ana", Api.newOrganization())}) {
            Answer answer = client.get(path);

            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).as(path).contains("no-store");
            assertThat(answer.headers().map().keySet()).as(path).doesNotContain("server", "x-powered-by", "set-cookie");
        }
    }
}
