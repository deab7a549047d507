package dev.nudge.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nudge.api.ApiApplication;
import dev.nudge.api.decision.DecisionConfiguration;
import dev.nudge.api.stats.Stats;
import dev.nudge.api.stream.OpenStream.Received;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.TestServers;
import dev.nudge.infrastructure.mongo.DocumentIds;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** An organization may have two streams. */
@SpringBootTest(classes = ApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "management.server.port=0", "nudge.api.stream.clients=2"})
@ContextConfiguration(initializers = TestServers.class)
@Import(Api.class)
@DirtiesContext
class StreamTest {

    private final String organization = Api.newOrganization();
    private final Api api;
    private final MongoTemplate store;
    private final Streams streams;
    private final Client ana;

    StreamTest(@Autowired Api api, @Autowired MongoTemplate store, @Autowired Streams streams) {
        this.api = api;
        this.store = store;
        this.streams = streams;
        this.ana = api.member("ana", organization);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private Document decision(String organizationId, Instant storedAt) {
        return StoredRecords.decision(UUID.randomUUID().toString(), organizationId, storedAt)
                .append("storedAt", Date.from(storedAt));
    }

    private String decide(Instant storedAt) {
        Document decision = decision(organization, storedAt);
        store.getCollection("decisions").insertOne(decision);
        return decision.getString("_id");
    }

    private String message(String state, Instant stateAt) {
        Document message = StoredRecords.message(UUID.randomUUID().toString(), organization, stateAt)
                .append("state", state).append("stateAt", Date.from(stateAt));
        store.getCollection("messages").insertOne(message);
        return message.getString("_id");
    }

    private void change(String message, String state, Instant at) {
        store.getCollection("messages").updateOne(new Document("_id", message),
                new Document("$set", new Document("state", state).append("stateAt", Date.from(at))));
    }

    @Test
    void after_a_failed_query_the_clients_load_everything_again(@Autowired Stats stats) {
        boolean[] fails = {false};
        Changes changes = new Changes(organization,
                new NewRows(store.getCollection("decisions"), organization, "storedAt", row -> row.getString("_id")),
                new NewRows(store.getCollection("messages"), organization, "stateAt", row -> {
                    if (fails[0]) {
                        throw new IllegalStateException("the database is unavailable");
                    }
                    return row.getString("_id");
                }), DecisionConfiguration.decisions(store), stats);
        message("QUEUED", now());
        changes.skip(now());
        decide(now());

        fails[0] = true;
        assertThatThrownBy(() -> changes.next(now())).hasMessage("the database is unavailable");
        fails[0] = false;

        assertThat(changes.next(now())).extracting(StreamEvent::name).startsWith("refresh");
        assertThat(changes.next(now())).isEmpty();
    }

    @Test
    void a_decision_that_is_stored_is_sent_to_every_client_of_its_organization_once() {
        decide(now());
        String another = Api.newOrganization();
        try (OpenStream one = OpenStream.of(ana);
                OpenStream two = OpenStream.of(api.member("ben", organization));
                OpenStream foreign = OpenStream.of(api.member("ana", another))) {
            Instant at = now();
            String first = decide(at);
            assertThat(one.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("decision");
                assertThat(event.id()).isEqualTo(dev.nudge.json.Json.text(at));
                assertThat(event.json()).containsEntry("id", first).containsEntry("reason", "CONDITIONS")
                        .containsKey("trace").doesNotContainKeys("storedAt", "_id");
            });
            String second = decide(now());
            assertThat(one.next().json()).containsEntry("id", second);
            assertThat(List.of(two.next(), two.next())).extracting(event -> event.json().get("id"))
                    .containsExactly(first, second);

            store.getCollection("decisions").insertOne(decision(another, now()));
            assertThat(foreign.next().json()).containsEntry("organizationId", another);
            String third = decide(now());
            assertThat(one.next().json()).containsEntry("id", third);
        }
    }

    @Test
    void a_decision_that_is_stored_a_little_later_than_a_newer_one_is_sent() {
        try (OpenStream stream = OpenStream.of(ana)) {
            Instant at = now();
            String newer = decide(at);
            assertThat(stream.next().json()).containsEntry("id", newer);

            String older = decide(at.minusSeconds(4));
            assertThat(stream.next().json()).containsEntry("id", older);
        }
    }

    @Test
    void each_state_of_a_message_is_sent() {
        try (OpenStream stream = OpenStream.of(ana)) {
            Instant at = now();
            String message = message("SENT", at);
            assertThat(stream.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("message");
                assertThat(event.json()).isEqualTo(Json.object("""
                        {"messageId": "%s", "leadId": "lead-7", "automationId": "a1", "channel": "sms",
                         "state": "SENT", "at": "%s"}""".formatted(message, dev.nudge.json.Json.text(at))));
            });

            change(message, "DELIVERED", at);
            assertThat(stream.next().json()).containsEntry("messageId", message).containsEntry("state", "DELIVERED");
        }
    }

    @Test
    void the_numbers_of_the_current_hour_are_sent_when_they_change() {
        try (OpenStream stream = OpenStream.of(ana)) {
            Instant hour = now().truncatedTo(ChronoUnit.HOURS);
            store.getCollection("rollups").insertOne(
                    new Document("_id", DocumentIds.ofRollup(organization, hour, "decisions", null))
                            .append("organizationId", organization).append("kind", "decisions")
                            .append("at", Date.from(hour)).append("automationId", null)
                            .append("counts", new Document("FIRED", new Document("IMMEDIATE", 1L))));

            assertThat(stream.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("counters");
                assertThat(event.json()).isEqualTo(Json.object("""
                        {"at": "%s", "messages": [],
                         "decisions": [{"outcome": "FIRED", "reason": "IMMEDIATE", "count": 1}]}"""
                        .formatted(dev.nudge.json.Json.text(hour))));
            });
        }
    }

    @Test
    void more_than_two_hundred_changes_at_once_are_a_refresh() {
        try (OpenStream stream = OpenStream.of(ana)) {
            Instant at = now();
            store.getCollection("decisions")
                    .insertMany(IntStream.range(0, 201).mapToObj(_ -> decision(organization, at)).toList());

            assertThat(stream.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("refresh");
                assertThat(event.data()).isEqualTo("{}");
            });
        }
    }

    @Test
    void a_client_that_connects_again_misses_nothing() {
        Instant seen = now();
        decide(seen.minusSeconds(20));
        String missed = decide(seen.plusMillis(1));
        String changed = message("SENT", seen.plusMillis(2));

        try (OpenStream stream = OpenStream.of(ana.with("Last-Event-ID", seen.toString()))) {
            assertThat(stream.next().json()).containsEntry("id", missed);
            assertThat(stream.next().json()).containsEntry("messageId", changed);
            String next = decide(now());
            assertThat(stream.next().json()).containsEntry("id", next);
        }
    }

    @Test
    void a_position_that_is_too_old_or_unknown_is_a_refresh() {
        for (String position : List.of(now().minus(Duration.ofMinutes(2)).toString(), "7", "null",
                now().plus(Duration.ofDays(1)).toString())) {
            try (OpenStream stream = OpenStream.of(ana.with("Last-Event-ID", position))) {
                assertThat(stream.next().name()).as(position).isEqualTo("refresh");
            }
            closeAll();
        }
    }

    /** A client that has left is noticed when something is written to it. */
    private void closeAll() {
        await("the streams to close").pollInterval(Duration.ofMillis(200)).atMost(Duration.ofSeconds(30))
                .until(() -> {
                    decide(now());
                    return streams.organizations() == 0;
                });
    }

    @Test
    void an_organization_has_a_limited_number_of_streams_and_none_is_read_without_clients() {
        closeAll();
        try (OpenStream _ = OpenStream.of(ana); OpenStream _ = OpenStream.of(ana)) {
            ana.get("/api/stream").isProblem(429, "urn:nudge:error:rate-limited");
            assertThat(ana.get("/api/stream").header("Retry-After")).isEqualTo("10");
            try (OpenStream other = OpenStream.of(api.member("ana", Api.newOrganization()))) {
                assertThat(other.status()).isEqualTo(200);
                assertThat(streams.organizations()).isEqualTo(2);
            }
        }
        decide(now());
        await("a place").atMost(Duration.ofSeconds(30)).until(() -> {
            decide(now());
            try (OpenStream again = OpenStream.of(ana)) {
                return again.status() == 200;
            }
        });
    }

    @Test
    void a_stream_ends_when_the_token_expires() {
        String token = TestServers.IDENTITY.token(claims -> claims.subject("ana").claim("org", organization)
                .expirationTime(Date.from(Instant.now().plusSeconds(2))));

        try (OpenStream stream = OpenStream.of(api.with(token))) {
            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void HEAD_is_answered_at_once_and_only_streams_of_events_are_served() {
        assertThat(ana.exchange("HEAD", "/api/stream", BodyPublishers.noBody()).is(200).header("Content-Type"))
                .startsWith("text/event-stream");
        ana.with("Accept", "application/json").get("/api/stream").is(406);
        ana.with("Accept", "text/plain").get("/api/leads").is(406);
        Stream.of("text/event-stream", "*/*", "text/*").forEach(type -> {
            try (OpenStream stream = OpenStream.of(api.member("ana", Api.newOrganization()).with("Accept", type))) {
                assertThat(stream.response().headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/event-stream");
                assertThat(stream.response().headers().firstValue("Cache-Control").orElse("")).contains("no-store");
            }
        });
    }

    @Test
    void streams_end_when_the_server_stops() {
        try (OpenStream stream = OpenStream.of(ana)) {
            streams.stop();

            assertThat(stream.ends()).isTrue();
            try (OpenStream refused = OpenStream.of(ana)) {
                assertThat(refused.ends()).isTrue();
            }
        } finally {
            streams.start();
        }
    }

    @Test
    void what_a_lead_has_written_cannot_make_events_of_its_own() {
        try (OpenStream stream = OpenStream.of(ana)) {
            store.getCollection("decisions").insertOne(decision(organization, now())
                    .append("trace", List.of(new Document("field", "a").append("op", "eq").append("expected", "x")
                            .append("actual", "\n\nevent: refresh\ndata: {}\n\n").append("held", false))));

            Received event = stream.next();
            assertThat(event.name()).isEqualTo("decision");
            assertThat(event.data()).contains("\\n\\nevent: refresh");
        }
    }
}
