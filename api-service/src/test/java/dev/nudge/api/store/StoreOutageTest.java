package dev.nudge.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import dev.nudge.patience.Patience;
import dev.nudge.testsupport.EmbeddedServersOnly;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class StoreOutageTest {

    private final Client ana;
    private final Client management;

    StoreOutageTest(@Autowired Api api) {
        this.ana = api.member("ana", Api.newOrganization());
        this.management = api.management();
    }

    @Test
    @EmbeddedServersOnly("It stops and starts the database.")
    void without_mongodb_requests_are_answered_503_and_events_are_accepted() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        TestServers.stopMongo();
        try {
            long start = System.nanoTime();
            ana.get(path).isProblem(503, "urn:nudge:error:unavailable");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Patience.allowedFor(Duration.ofSeconds(4)));
            ana.post("/api/automations", Examples.followUp()).isProblem(503, "urn:nudge:error:unavailable");
            ana.post("/api/events", Examples.statusChange("lead-7")).is(202);
            ana.with("Idempotency-Key", "key-1").post("/api/events", Examples.statusChange("lead-7"))
                    .isProblem(503, "urn:nudge:error:unavailable");
            management.get("/actuator/health/readiness").is(503);
            management.get("/actuator/health/liveness").is(200);
        } finally {
            TestServers.startMongoAgain();
        }

        await("the database to be available").untilAsserted(() -> ana.get(path).is(200));
        await("readiness").untilAsserted(() -> management.get("/actuator/health/readiness").is(200));
        management.get("/actuator/health").is(200);
    }
}
