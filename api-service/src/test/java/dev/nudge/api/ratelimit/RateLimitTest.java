package dev.nudge.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.ApiApplication;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** Allows a burst of three requests, and one request per thousand seconds. */
@SpringBootTest(classes = ApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "management.server.port=0", "nudge.api.rate-limit.requests-per-second=0.001", "nudge.api.rate-limit.burst=3"})
@ContextConfiguration(initializers = TestServers.class)
@Import(Api.class)
class RateLimitTest {

    private final String organization = Api.newOrganization();
    private final Api api;
    private final Client ana;

    RateLimitTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", organization);
    }

    @Test
    void every_response_reports_the_remaining_quota() {
        Answer first = ana.get("/api/automations").is(200);

        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"organization\";q=3;w=3000");
        assertThat(first.header("RateLimit")).isEqualTo("\"organization\";r=2;t=1000");
        assertThat(first.header("Retry-After")).isNull();
        assertThat(ana.get("/api/automations/nothing").is(404).header("RateLimit"))
                .matches("\"organization\";r=1;t=(19\\d\\d|2000)");
    }

    @Test
    void a_rejected_response_reports_when_to_retry() {
        for (int i = 0; i < 3; i++) {
            ana.get("/api/automations").is(200);
        }

        Answer refused = ana.post("/api/automations", Examples.followUp()).isProblem(429,
                "urn:nudge:error:rate-limited");
        assertThat(refused.header("Retry-After")).matches("9\\d\\d|1000");
        assertThat(refused.header("RateLimit")).startsWith("\"organization\";r=0;t=");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"organization\";q=3;w=3000");
    }

    @Test
    void requests_are_counted_per_organization() {
        for (int i = 0; i < 3; i++) {
            ana.get("/api/automations").is(200);
        }

        api.admin("ben", organization).get("/api/automations").isProblem(429, "urn:nudge:error:rate-limited");
        api.member("ana", Api.newOrganization()).get("/api/automations").is(200);
    }

    @Test
    void every_request_counts() {
        ana.get("/api/nothing").is(404);
        ana.delete("/api/automations").is(405);
        ana.post("/api/automations", "{}").is(400);
        ana.get("/api/automations").isProblem(429, "urn:nudge:error:rate-limited");
    }

    @Test
    void unauthenticated_requests_are_not_counted_and_get_no_quota() {
        for (int i = 0; i < 5; i++) {
            Answer refused = api.with("no token").get("/api/automations").isProblem(401,
                    "urn:nudge:error:unauthenticated");
            assertThat(refused.header("RateLimit")).isNull();
            api.anonymous().get("/api/automations").is(401);
        }
        ana.get("/api/automations").is(200);
        api.management().get("/actuator/health/liveness").is(200);
    }
}
