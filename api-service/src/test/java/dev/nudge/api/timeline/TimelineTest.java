package dev.nudge.api.timeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.KnownLead;
import dev.nudge.api.support.StoredRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that the engine writes. */
@ApiTest
class TimelineTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;

    TimelineTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        this.store = store;
    }

    @BeforeEach
    void a_lead() {
        KnownLead.insert(store, organization, "a1");
    }

    private void event(String id, Instant at, long sequence, @Nullable String fields) {
        Document event = new Document("_id", organization + ":" + id).append("organizationId", organization)
                .append("leadId", "lead-7").append("eventId", id).append("type", "message.received")
                .append("at", Date.from(at)).append("sequence", sequence).append("occurredAt", null)
                .append("notes", List.of(new Document("note", "BODY_IGNORED").append("field", "data.body")));
        store.getCollection("leadEvents")
                .insertOne(fields == null ? event : event.append("fields", new Binary(fields.getBytes(UTF_8))));
    }

    private void decision(String id, Instant at, long sequence) {
        store.getCollection("decisions").insertOne(
                StoredRecords.decision(organization + id, organization, at).append("sequence", sequence));
    }

    private void message(String id, Instant at) {
        store.getCollection("messages").insertOne(StoredRecords.message(organization + id, organization, at));
    }

    private String id(Map<String, @Nullable Object> entry) {
        String kind = String.valueOf(entry.get("kind"));
        return String.valueOf(Json.object(entry, kind).get("id")).replace(organization, "");
    }

    private List<String> all(int limit) {
        Answer page = ana.get("/api/leads/lead-7/timeline?limit=" + limit).is(200);
        List<String> ids = new ArrayList<>(page.items().stream().map(this::id).toList());
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = ana.get("/api/leads/lead-7/timeline?limit=" + limit + "&cursor=" + cursor).is(200);
            ids.addAll(page.items().stream().map(this::id).toList());
        }
        return ids;
    }

    @Test
    void events_decisions_and_messages_are_one_list_newest_first() {
        event("e1", NOON, 1, "{}");
        decision("d1", NOON, 10_000);
        decision("d2", NOON, 10_001);
        message("m1", NOON);
        event("e2", NOON.plusSeconds(1), 2, "{}");
        message("m2", NOON.plusSeconds(2));
        message("m0", NOON.minusSeconds(1));
        event("e0", NOON, 0, "{}");
        decision("d0", NOON.minusSeconds(2), 1);

        for (int limit : List.of(1, 2, 3, 4, 100)) {
            assertThat(all(limit)).as("pages of %d", limit)
                    .containsExactly("m2", "e2", "m1", "d2", "d1", "e1", "e0", "m0", "d0");
        }
    }

    @Test
    void pages_do_not_shift_while_entries_are_added() {
        IntStream.range(0, 6).forEach(i -> event("e" + i, NOON.plusSeconds(i), i, "{}"));
        Answer first = ana.get("/api/leads/lead-7/timeline?limit=3").is(200);
        event("e6", NOON.plusSeconds(6), 6, "{}");
        decision("d6", NOON.plusSeconds(6), 60_000);

        assertThat(ana.get("/api/leads/lead-7/timeline?limit=3&cursor=" + first.json().get("nextCursor")).items()
                .stream().map(this::id)).containsExactly("e2", "e1", "e0");
    }

    @Test
    void an_event_is_shown_as_it_was_written_with_its_notes() {
        event("e1", NOON, 1, "{\"data\": {\"direction\": \"inbound\", \"a.$b\": 0.10, \"body\": {\"<b>\": null}},"
                + " \"lead\": {\"phone\": true}}");

        assertThat(ana.get("/api/leads/lead-7/timeline").items()).singleElement().isEqualTo(Json.object("""
                {"kind": "event", "at": "2026-04-22T12:00:00.000Z",
                 "event": {"id": "e1", "type": "message.received", "leadId": "lead-7",
                           "data": {"direction": "inbound", "a.$b": 0.1, "body": {"<b>": null}},
                           "lead": {"phone": true},
                           "notes": [{"note": "BODY_IGNORED", "field": "data.body"}]}}"""));
    }

    @Test // E10
    void the_event_of_a_deleted_lead_has_no_fields() {
        event("e1", NOON, 1, null);

        assertThat(ana.get("/api/leads/lead-7/timeline").items()).singleElement()
                .satisfies(entry -> assertThat(Json.object(entry, "event")).containsEntry("id", "e1")
                        .doesNotContainKeys("data", "lead"));
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        for (String cursor : List.of("x", "[\"event\"]", "[\"gift\", \"2026-04-22T12:00:00.000Z\", \"\", \"e\"]",
                "[\"event\", \"noon\", \"\", \"e\"]", "[\"event\", \"2026-04-22T12:00:00.000Z\", \"x\", \"e\"]")) {
            String text = Base64.getUrlEncoder().encodeToString(cursor.getBytes(UTF_8));
            assertThat(ana.get("/api/leads/lead-7/timeline?cursor=" + text)
                    .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/cursor");
        }
    }

    @Test
    void a_lead_that_is_not_known_has_no_timeline() {
        ana.get("/api/leads/nobody/timeline").isProblem(404, "urn:nudge:error:not-found");
    }
}
