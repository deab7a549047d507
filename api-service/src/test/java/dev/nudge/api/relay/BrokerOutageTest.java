package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import dev.nudge.api.support.Topic;
import dev.nudge.testsupport.EmbeddedServersOnly;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class BrokerOutageTest {

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client management;

    BrokerOutageTest(@Autowired Api api) {
        this.ana = api.member("ana", organization);
        this.management = api.management();
    }

    @Test
    @EmbeddedServersOnly("It stops and starts the broker.")
    void without_kafka_configuration_changes_are_accepted_and_the_service_stays_ready() {

        TestServers.stopKafka();
        try {
            String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
            ana.put(path, Examples.followUpWith("name", "Changed")).is(200);
            ana.patch(path + "/preference", "{\"enabled\": false}").is(200);
            ana.post("/api/events", Examples.statusChange("lead-7")).isProblem(503, "urn:nudge:error:unavailable");
            management.get("/actuator/health/readiness").is(200);
            management.get("/actuator/health/liveness").is(200);
        } finally {
            TestServers.startKafkaAgain();
        }

        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            await("the latest version of each").untilAsserted(() -> assertThat(
                    published.of(organization).stream().map(event -> event.get("type") + " " + event.get("version"))
                            .toList())
                    .containsAll(List.of("automation.updated 2", "preference.changed 2")));
        }
    }
}
