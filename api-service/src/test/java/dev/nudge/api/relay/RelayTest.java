package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import dev.nudge.api.support.Topic;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.patience.Patience;
import dev.nudge.testsupport.EmbeddedServersOnly;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class RelayTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;
    private int claimed;
    private final Topic published = new Topic(Topics.AUTOMATION_EVENTS);

    RelayTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
        this.store = store;
    }

    @AfterEach
    void close() {
        published.close();
    }

    @Test
    void a_new_automation_is_published_with_its_creators_preference() {
        String id = ana.post("/api/automations", Examples.followUp()).automationId();

        await("both events").untilAsserted(() -> assertThat(types()).containsExactlyInAnyOrder("preference.changed",
                "automation.created"));
        Map<String, @Nullable Object> automation = event("automation.created");
        assertThat(Json.object(automation, "automation")).containsEntry("_id", id).containsEntry("version", 1L)
                .containsEntry("userId", "ana").doesNotContainKeys("pending", "enabled", "userSmsNotification");
        assertThat(event("preference.changed")).containsEntry("userId", "ana").containsEntry("automationId", id)
                .containsEntry("version", 1L);
        assertThat(published.of(organization)).allSatisfy(
                event -> assertThat(ConfigurationChange.read(event).orThrow()).isNotNull());
        assertThat(published.toTheEnd()).filteredOn(record -> record.value().contains(organization))
                .extracting(record -> record.key()).containsExactlyInAnyOrder(organization + ":ana", id);
        await("the markers to be removed").untilAsserted(() -> assertThat(marked()).isEmpty());
    }

    @Test
    void a_change_and_a_deletion_are_published_with_their_versions() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
        await("the creation").untilAsserted(() -> assertThat(types()).contains("automation.created"));
        ana.put(path, Examples.followUpWith("name", "Changed"));
        await("the change").untilAsserted(() -> assertThat(types()).contains("automation.updated"));
        ana.patch(path + "/preference", "{\"enabled\": false}");
        ana.delete(path);

        await("the deletion").untilAsserted(() -> assertThat(types()).contains("automation.deleted"));
        assertThat(event("automation.updated")).containsEntry("version", 2L);
        assertThat(event("automation.deleted")).containsEntry("version", 3L).containsEntry("id",
                path.substring(path.lastIndexOf('/') + 1));
        await("the preference").untilAsserted(() -> assertThat(published.of(organization))
                .filteredOn(event -> "preference.changed".equals(event.get("type"))).last()
                .satisfies(event -> assertThat(event).containsEntry("version", 2L)));
    }

    @Test
    void changes_left_by_a_crash_are_published_by_any_instance() {
        String id = new ObjectId().toHexString();
        automations().insertOne(new Document(Json.object(Examples.followUpWith("enabled", null))).append("_id", id)
                .append("organizationId", organization).append("userId", "ana").append("version", 1)
                .append("createdAt", Date.from(NOON)).append("updatedAt", Date.from(NOON)).append("pending", true));
        store.getCollection("users").insertOne(new Document("_id", organization + ":ana")
                .append("organizationId", organization).append("userId", "ana")
                .append("automations", new Document(id, new Document("enabled", true).append("version", 4)))
                .append("pending", List.of(id)));

        await("both events").untilAsserted(() -> assertThat(types()).containsExactlyInAnyOrder("preference.changed",
                "automation.created"));
        assertThat(event("preference.changed")).containsEntry("version", 4L);
        await("the markers to be removed").untilAsserted(() -> assertThat(marked()).isEmpty());
    }

    @Test
    @EmbeddedServersOnly("It stops and starts the broker.")
    void without_kafka_changes_are_accepted_and_published_later() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
        await("the creation").untilAsserted(() -> assertThat(types()).contains("automation.created"));

        Client keyed = ana.with("Idempotency-Key", "key-1");
        TestServers.stopKafka();
        try {
            long start = System.nanoTime();
            assertThat(List.of(ana.put(path, Examples.followUpWith("name", "Changed")).is(200),
                    ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi\"}").is(201),
                    ana.put(path, Examples.followUpWith("name", "Changed again")).is(200),
                    keyed.post("/api/automations", Examples.followUp()).is(201),
                    keyed.post("/api/automations", Examples.followUp()).is(201)))
                    .extracting(answer -> answer.header("Nudge-Published")).containsOnly("false");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("only one of the five requests waits two seconds")
                    .isLessThan(Patience.allowedFor(Duration.ofSeconds(6)));
            keyed.post("/api/events", Examples.statusChange("lead-7")).isProblem(503, "urn:nudge:error:unavailable");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Patience.allowedFor(Duration.ofSeconds(10)));
        } finally {
            TestServers.startKafkaAgain();
        }

        await("the changes made during the outage").untilAsserted(() -> assertThat(types())
                .contains("automation.updated", "template.changed"));
        await("the latest version").untilAsserted(() -> assertThat(published.of(organization))
                .filteredOn(event -> "automation.updated".equals(event.get("type"))).last()
                .satisfies(event -> assertThat(event).containsEntry("version", 3L)));
        await("the markers to be removed").untilAsserted(() -> assertThat(marked()).isEmpty());
        await("events are accepted again").untilAsserted(
                () -> keyed.post("/api/events", Examples.statusChange("lead-7")).is(202));
        assertThat(keyed.post("/api/automations", Examples.followUp()).is(201).header("Nudge-Published"))
                .as("the repeated response").isEqualTo("false");
        await("responses to report published changes").untilAsserted(() -> assertThat(
                ana.put(path, Examples.followUp()).is(200).header("Nudge-Published")).isEqualTo("true"));
    }

    @Test
    void a_change_is_published_when_the_response_says_so() {
        String path = "/api/automations/" + published(ana.post("/api/automations", Examples.followUp()), 2)
                .automationId();
        published(ana.put(path, Examples.followUpWith("name", "Changed")), 3);
        published(ana.patch(path + "/preference", "{\"enabled\": false}"), 4);
        published(ana.patch("/api/users/me", Json.text(Map.of("automations",
                Map.of(path.substring(path.lastIndexOf('/') + 1), Map.of("enabled", true))))), 5);
        published(ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi\"}"), 6);
        published(ana.delete("/api/templates/follow-up-24h"), 7);
        published(ada.put("/api/organization", "{\"timezone\": \"Europe/Lisbon\"}"), 8);
        published(ana.delete(path), 9);

        assertThat(types()).startsWith("preference.changed", "automation.created");
        assertThat(claimed).as("responses with true").isPositive();
        assertThat(ana.patch("/api/users/me", "{\"profile\": {\"name\": \"Ana\"}}").is(200).header(
                "Nudge-Published")).as("a change that the engine does not use").isNull();
    }

    /** On a busy machine a response may say false; if it says true, the change must be published. */
    private Answer published(Answer answer, int events) {
        assertThat(answer.header("Nudge-Published")).as(answer.text()).isIn("true", "false");
        if ("true".equals(answer.header("Nudge-Published"))) {
            claimed++;
            assertThat(types()).hasSize(events);
        } else {
            await("the change").untilAsserted(() -> assertThat(types()).hasSize(events));
        }
        return answer;
    }

    @Test
    void a_repeated_response_has_the_same_header_value() {
        Client keyed = ana.with("Idempotency-Key", "key-2");
        Answer first = keyed.post("/api/automations", Examples.followUp()).is(201);

        Answer repeated = keyed.post("/api/automations", Examples.followUp()).is(201);

        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(repeated.header("Nudge-Published")).isNotNull().isEqualTo(first.header("Nudge-Published"));
    }

    private List<String> types() {
        return published.of(organization).stream().map(event -> String.valueOf(event.get("type"))).toList();
    }

    private Map<String, @Nullable Object> event(String type) {
        return published.of(organization).stream().filter(event -> type.equals(event.get("type"))).findFirst()
                .orElseThrow();
    }

    private List<Document> marked() {
        Document ofOrganization = new Document("organizationId", organization);
        return List.of("automations", "templates", "users").stream()
                .flatMap(name -> store.getCollection(name).find(ofOrganization).into(new ArrayList<>()).stream())
                .filter(document -> document.get("pending") instanceof List<?> list
                        ? !list.isEmpty()
                        : document.containsKey("pending"))
                .toList();
    }

    private MongoCollection<Document> automations() {
        return store.getCollection("automations");
    }
}
