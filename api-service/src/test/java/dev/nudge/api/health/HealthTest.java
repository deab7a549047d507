package dev.nudge.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import dev.nudge.patience.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that the engine writes. */
@ApiTest
class HealthTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");
    private static final String PATH = "/api/health/summary";

    private final String organization = Api.newOrganization();
    private final String instance = "nudge-engine-" + UUID.randomUUID();
    private final MongoTemplate store;
    private final Client admin;
    private final Client operator;
    private final Client member;
    private final Client stranger;

    HealthTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.admin = api.admin("ana", organization);
        this.operator = api.with(TestServers.IDENTITY.token("olga", Api.newOrganization(), "operator"));
        this.member = api.member("ben", organization);
        this.stranger = api.admin("eve", Api.newOrganization());
    }

    @AfterEach
    void removeTheReport() {
        store.getCollection("instances").deleteOne(new Document("_id", instance));
    }

    @Test
    void an_admin_sees_the_own_organization_and_an_operator_all() {
        letter(false);
        letter(true);
        message("UNKNOWN", null, "sms");
        message("QUEUED", NOON.plusSeconds(60), "sms");
        message("QUEUED", NOON, "email");

        Map<String, Object> seen = admin.get(PATH).is(200).json();

        assertThat(seen).containsEntry("deadLetters", 1L).containsEntry("unknownMessages", 1L);
        assertThat(seen.get("oldestUnsent")).asString().contains("channel=email", "dueAt=2026-04-22T12:00:00.000Z");
        assertThat(stranger.get(PATH).is(200).json()).containsEntry("deadLetters", 0L)
                .containsEntry("unknownMessages", 0L).containsEntry("oldestUnsent", null);
        await("numbers that were not counted before").atMost(Patience.allowedFor(Duration.ofSeconds(15)))
                .untilAsserted(() -> {
                    Map<String, Object> all = operator.get(PATH).is(200).json();
                    assertThat(all.get("deadLetters")).asInstanceOf(InstanceOfAssertFactories.LONG).isPositive();
                    assertThat(all.get("unknownMessages")).asInstanceOf(InstanceOfAssertFactories.LONG).isPositive();
                });
    }

    @Test
    void the_engines_that_report_themselves_are_listed() {
        store.getCollection("instances").insertOne(new Document("_id", instance).append("startedAt", Date.from(NOON))
                .append("reportedAt", Date.from(Instant.now())).append("partitions", 48).append("lag", 7L)
                .append("timersWaiting", 3).append("messagesWaiting", 2));

        Map<String, Object> seen = admin.get(PATH).is(200).json();

        assertThat(seen.get("instances")).asInstanceOf(InstanceOfAssertFactories.LIST)
                .anySatisfy(each -> assertThat(each).asString().contains("instance=" + instance, "isAlive=true",
                        "partitions=48", "lag=7", "timersWaiting=3"));
        assertThat(seen.get("lag")).asString().doesNotContain("total=null");
        assertThat(seen.get("status")).isNotEqualTo("DOWN");
    }

    @Test
    void metrics_show_what_waits_of_all_organizations_and_how_old_the_figures_are() {
        admin.get(PATH).is(200); // makes the organization known
        letter(false);
        message("UNKNOWN", null, "sms");
        message("QUEUED", NOON, "sms");
        AtomicReference<Instant> now = new AtomicReference<>(NOON.plusSeconds(600));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (BacklogMetrics metrics = new BacklogMetrics(meters, new Backlog(store), new EngineInstances(store),
                new UnpublishedChanges(List.of()), now::get)) {
            metrics.measure();
            now.set(NOON.plusSeconds(660));

            assertThat(meters.get("nudge.backlog.dead").gauge().value()).isPositive();
            assertThat(meters.get("nudge.backlog.unknown").gauge().value()).isPositive();
            assertThat(seconds(meters, "nudge.backlog.oldest.unsent")).isGreaterThanOrEqualTo(660);
            assertThat(seconds(meters, "nudge.backlog.age")).isEqualTo(60);
            assertThat(meters.get("nudge.outbox").gauge().value()).isZero();
            assertThat(seconds(meters, "nudge.outbox.oldest")).isZero();
        }
    }

    private static double seconds(SimpleMeterRegistry meters, String name) {
        return meters.get(name).timeGauge().value(TimeUnit.SECONDS);
    }

    @Test
    void members_do_not_see_it() {
        member.get(PATH).isProblem(403, "urn:nudge:error:forbidden");
        assertThat(admin.get(PATH + "?all=true").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/all");
    }

    private void letter(boolean replayed) {
        Document letter = new Document("_id", UUID.randomUUID().toString()).append("organizationId", organization)
                .append("at", Date.from(NOON)).append("topic", "lead.events").append("cut", false);
        store.getCollection("deadLetters").insertOne(replayed ? letter.append("replayedAt", Date.from(NOON)) : letter);
    }

    private void message(String state, @Nullable Instant nextAttemptAt, String channel) {
        Document message = StoredRecords.message("m-" + UUID.randomUUID(), organization, NOON).append("state", state)
                .append("channel", channel);
        store.getCollection("messages").insertOne(nextAttemptAt == null
                ? message
                : message.append("queue", organization + ":" + channel).append("nextAttemptAt",
                        Date.from(nextAttemptAt)));
    }
}
