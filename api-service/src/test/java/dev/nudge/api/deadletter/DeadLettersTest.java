package dev.nudge.api.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.TestServers;
import dev.nudge.api.support.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that the engine writes. */
@ApiTest
class DeadLettersTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");
    private static final String PATH = "/api/dead-letters";
    private static final String NOT_FOUND = "urn:nudge:error:not-found";
    private static final String INVALID = "urn:nudge:error:validation";

    private final String organization = Api.newOrganization();
    private final String prefix = "lead.events-" + UUID.randomUUID() + "-";
    private final MongoTemplate store;
    private final Client admin;
    private final Client member;
    private final Client operator;
    private final Client foreignAdmin;

    DeadLettersTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.admin = api.admin("ana", organization);
        this.member = api.member("ben", organization);
        this.operator = api.with(TestServers.IDENTITY.token("olga", organization, "operator"));
        this.foreignAdmin = api.admin("ana", Api.newOrganization());
    }

    @Test
    void a_dead_letter_contains_its_reason_position_and_original_record() {
        String id = keep(17, organization, event("lead-7"), false);

        assertThat(admin.get(PATH + "/" + id).is(200).json()).isEqualTo(Json.object("""
                {"id": "%s", "reason": "The event is invalid.", "topic": "lead.events", "partition": 3, "offset": 17,
                 "timestamp": "2026-04-22T11:59:00.000Z", "at": "2026-04-22T12:00:17.000Z", "organizationId": "%s",
                 "cut": false, "replayedAt": null, "replayedBy": null,
                 "editedAt": null, "editedBy": null, "editedValue": null, "key": "lead-7", "value": %s}"""
                .formatted(id, organization, Json.text(event("lead-7")))));
    }

    @Test
    void binary_values_are_base64_and_an_incomplete_character_is_omitted() {
        keep(1, organization, new byte[]{(byte) 0xFF, 0}, false);
        keep(2, organization, "€€".substring(0, 2).getBytes(UTF_8), false);
        byte[] cut = new byte[4];
        System.arraycopy("€€".getBytes(UTF_8), 0, cut, 0, 4);
        keep(3, organization, cut, true);

        assertThat(admin.get(PATH + "/" + prefix + 1).json()).containsEntry("value", "/wA=")
                .containsEntry("valueEncoding", "base64").containsEntry("key", "lead-7");
        assertThat(admin.get(PATH + "/" + prefix + 2).json()).containsEntry("value", "€€")
                .doesNotContainKey("valueEncoding");
        assertThat(admin.get(PATH + "/" + prefix + 3).json()).containsEntry("value", "€").containsEntry("cut", true);
    }

    @Test
    void dead_letters_are_listed_newest_first_with_stable_pages() {
        for (int i = 0; i < 5; i++) {
            keep(i, organization, event("lead-7"), false);
        }
        Answer page = admin.get(PATH + "?limit=2").is(200);
        List<Object> seen = new ArrayList<>(ids(page));
        keep(9, organization, event("lead-7"), false);
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = admin.get(PATH + "?limit=2&cursor=" + cursor).is(200);
            seen.addAll(ids(page));
        }

        assertThat(seen).containsExactly(prefix + 4, prefix + 3, prefix + 2, prefix + 1, prefix + 0);
        assertThat(admin.get(PATH + "?limit=0&cursor=x&colour=red").isProblem(400, INVALID).pointers())
                .containsExactlyInAnyOrder("/limit", "/cursor", "/colour");
    }

    @Test
    void an_operator_can_also_access_dead_letters_without_an_organization() {
        String own = keep(1, organization, event("lead-7"), false);
        String unassigned = keep(2, null, event("lead-7"), false);
        String foreign = keep(3, Api.newOrganization(), event("lead-7"), false);

        assertThat(ids(admin.get(PATH + "?limit=100"))).containsExactly(own);
        assertThat(ids(operator.get(PATH + "?limit=100"))).contains(unassigned, own).doesNotContain(foreign);
        operator.get(PATH + "/" + unassigned).is(200);
        admin.get(PATH + "/" + unassigned).isProblem(404, NOT_FOUND);
        operator.get(PATH + "/" + foreign).isProblem(404, NOT_FOUND);
        operator.post(PATH + "/" + unassigned + "/replay", "").is(202);
    }

    @Test
    void members_cannot_access_dead_letters() {
        String id = keep(1, organization, event("lead-7"), false);

        member.get(PATH).isProblem(403, "urn:nudge:error:forbidden");
        member.get(PATH + "/" + id).isProblem(403, "urn:nudge:error:forbidden");
        member.get(PATH + "/nothing").isProblem(403, "urn:nudge:error:forbidden");
        member.post(PATH + "/" + id + "/replay", "").isProblem(403, "urn:nudge:error:forbidden");
        member.post(PATH + "/replay", "{\"ids\": [\"" + id + "\"]}").isProblem(403, "urn:nudge:error:forbidden");
        assertThat(replayed("lead-7")).isEmpty();
    }

    @Test
    void dead_letters_of_another_organization_are_not_found() {
        String own = keep(1, organization, event("lead-7"), false);

        foreignAdmin.get(PATH + "/" + own).isProblem(404, NOT_FOUND);
        foreignAdmin.post(PATH + "/" + own + "/replay", "").isProblem(404, NOT_FOUND);
        foreignAdmin.post(PATH + "/replay", "{\"ids\": [\"" + own + "\"]}").isProblem(404, NOT_FOUND);
        assertThat(ids(foreignAdmin.get(PATH))).isEmpty();
        assertThat(replayed("lead-7")).isEmpty();
        assertThat(admin.get(PATH + "/" + own).json()).containsEntry("replayedAt", null);
    }

    @Test
    void a_replay_appends_the_original_record_and_stores_who_replayed_it() {
        String id = keep(1, organization, event("lead-7"), false);

        assertThat(admin.post(PATH + "/" + id + "/replay", "").is(202).json()).containsEntry("replayedBy", "ana")
                .hasEntrySatisfying("replayedAt",
                        at -> assertThat(Instant.parse(String.valueOf(at))).isBetween(
                                Instant.now().minusSeconds(60), Instant.now().plusSeconds(60)));

        assertThat(replayed("lead-7")).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("lead-7");
            assertThat(record.value()).isEqualTo(event("lead-7"));
        });
        admin.post(PATH + "/" + id + "/replay", "").is(202);
        assertThat(replayed("lead-7")).as("replayed again").hasSize(2);
    }

    @Test
    void several_are_replayed_in_the_given_order() {
        String first = keep(2, organization, event("lead-2"), false);
        String second = keep(1, organization, event("lead-1"), false);

        assertThat(admin.post(PATH + "/replay", "{\"ids\": [\"" + first + "\", \"" + second + "\"]}").is(202).json())
                .containsEntry("ids", List.of(first, second)).containsEntry("replayed", 2L);

        assertThat(replayed("lead-1")).hasSize(1);
        assertThat(replayed("lead-2")).hasSize(1);
        assertThat(admin.get(PATH).items())
                .allSatisfy(letter -> assertThat(letter).containsEntry("replayedBy", "ana"));
    }

    @Test
    void a_truncated_dead_letter_prevents_the_whole_replay() {
        String whole = keep(1, organization, event("lead-7"), false);
        String cut = keep(2, organization, event("lead-7"), true);

        assertThat(admin.post(PATH + "/" + cut + "/replay", "").isProblem(400, INVALID).pointers())
                .containsExactly("");
        assertThat(admin.post(PATH + "/replay", "{\"ids\": [\"" + whole + "\", \"" + cut + "\"]}")
                .isProblem(400, INVALID).pointers()).containsExactly("/ids/1");
        admin.post(PATH + "/replay", "{\"ids\": [\"" + whole + "\", \"nothing\"]}").isProblem(404, NOT_FOUND);
        assertThat(replayed("lead-7")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | /ids", "{'ids': 'x'} | /ids", "{'ids': []} | /ids",
            "{'ids': null} | /ids", "{'filter': {}} | /dryRun", "{'ids': ['a'], 'dryRun': true} | /dryRun",
            "{'ids': ['a'], 'filter': {}, 'dryRun': true} | /ids",
            "{'filter': {'from': 'x', 'replayed': 1, 'key': 'a'}, 'dryRun': 1, 'limit': 0} |"
                    + " /filter/from /filter/replayed /filter/key /dryRun /limit",
            "{'ids': [7, 'a', 'a', null], 'all': true} | /all /ids/0 /ids/2 /ids/3"})
    void an_invalid_body_is_rejected_with_all_errors(String body, String pointers) {
        assertThat(admin.post(PATH + "/replay", body.replace('\'', '"')).isProblem(400, INVALID).pointers())
                .map(String::valueOf).containsExactlyInAnyOrder(pointers.split(" "));
    }

    @Test
    void at_most_100_are_replayed_at_once() {
        assertThat(admin.post(PATH + "/replay", Json.text(Collections.singletonMap("ids",
                Collections.nCopies(101, "a")))).isProblem(400, INVALID).pointers()).containsExactly("/ids");
    }

    @Test
    void unsupported_parameters_and_bodies_are_rejected() {
        String id = keep(1, organization, event("lead-7"), false);

        assertThat(admin.post(PATH + "/" + id + "/replay?force=true", "").isProblem(400, INVALID).pointers())
                .containsExactly("/force");
        assertThat(admin.post(PATH + "/" + id + "/replay", "{\"value\": 7, \"force\": true}").isProblem(400, INVALID)
                .pointers()).containsExactlyInAnyOrder("/value", "/force");
        assertThat(replayed("lead-7")).isEmpty();
    }

    // ---- filters and groups

    @Test
    void dead_letters_are_filtered() {
        String first = keep(1, organization, event("lead-1"), false);
        String second = keep(2, organization, event("lead-2"), false);
        reason(second, "\"leadId\" is required.");
        admin.post(PATH + "/" + first + "/replay", "").is(202);

        assertThat(ids(admin.get(PATH + "?reason=%22leadId%22%20is%20required."))).containsExactly(second);
        assertThat(ids(admin.get(PATH + "?topic=lead.events"))).containsExactly(second, first);
        assertThat(ids(admin.get(PATH + "?topic=other"))).isEmpty();
        assertThat(ids(admin.get(PATH + "?from=2026-04-22T12:00:02.000Z"))).containsExactly(second);
        assertThat(ids(admin.get(PATH + "?to=2026-04-22T12:00:02.000Z"))).containsExactly(first);
        assertThat(ids(admin.get(PATH + "?replayed=true"))).containsExactly(first);
        assertThat(ids(admin.get(PATH + "?replayed=false"))).containsExactly(second);
        assertThat(admin.get(PATH + "?replayed=perhaps&from=x").isProblem(400, INVALID).pointers())
                .containsExactlyInAnyOrder("/replayed", "/from");
    }

    @Test
    void dead_letters_are_counted_by_reason() {
        keep(1, organization, event("lead-1"), false);
        keep(2, organization, event("lead-1"), false);
        reason(keep(3, organization, event("lead-1"), false), "\"leadId\" is required.");
        keep(4, Api.newOrganization(), event("lead-1"), false);

        assertThat(admin.get(PATH + "/groups").is(200).json()).isEqualTo(Json.object("""
                {"items": [
                 {"reason": "The event is invalid.", "count": 2, "firstAt": "2026-04-22T12:00:01.000Z",
                  "lastAt": "2026-04-22T12:00:02.000Z"},
                 {"reason": "\\"leadId\\" is required.", "count": 1, "firstAt": "2026-04-22T12:00:03.000Z",
                  "lastAt": "2026-04-22T12:00:03.000Z"}]}"""));
        member.get(PATH + "/groups").isProblem(403, "urn:nudge:error:forbidden");
    }

    @Test
    void a_replay_by_filter_is_counted_first_and_takes_the_oldest() {
        String first = keep(1, organization, event("lead-1"), false);
        String second = keep(2, organization, event("lead-2"), false);
        keep(3, organization, event("lead-3"), true);
        reason(keep(4, organization, event("lead-4"), false), "another");
        keep(5, Api.newOrganization(), event("lead-5"), false);
        String filter = "{\"filter\": {\"reason\": \"The event is invalid.\"}, \"dryRun\": %s, \"limit\": 1}";

        assertThat(admin.post(PATH + "/replay", filter.formatted(true)).is(200).json())
                .isEqualTo(Json.object("{\"matched\": 2, \"replayed\": 0, \"dryRun\": true}"));
        assertThat(ids(admin.get(PATH + "?replayed=true"))).isEmpty();
        assertThat(admin.post(PATH + "/replay", filter.formatted(false)).is(202).json())
                .isEqualTo(Json.object("{\"matched\": 2, \"replayed\": 1, \"dryRun\": false}"));
        assertThat(ids(admin.get(PATH + "?replayed=true"))).containsExactly(first);
        assertThat(admin.post(PATH + "/replay", filter.formatted(false)).is(202).json())
                .isEqualTo(Json.object("{\"matched\": 1, \"replayed\": 1, \"dryRun\": false}"));
        assertThat(ids(admin.get(PATH + "?replayed=true"))).containsExactly(second, first);
        assertThat(replayed("lead-1")).hasSize(1);
        assertThat(replayed("lead-2")).hasSize(1);
        assertThat(replayed("lead-3")).isEmpty();
        assertThat(replayed("lead-4")).isEmpty();
        assertThat(replayed("lead-5")).isEmpty();
    }

    // ---- edited

    @Test
    void an_edited_event_is_appended_instead_and_the_original_stays_on_record() {
        String id = keep(1, organization, event("lead-7"), true);

        Answer answer = admin.post(PATH + "/" + id + "/replay", """
                {"value": {"id": "evt-1", "type": "lead.updated", "leadId": "lead-8"}}""").is(202);

        String appended = "{\"id\":\"evt-1\",\"type\":\"lead.updated\",\"leadId\":\"lead-8\",\"organizationId\":\""
                + organization + "\"}";
        assertThat(answer.json()).containsEntry("value", event("lead-7")).containsEntry("replayedBy", "ana")
                .containsEntry("editedBy", "ana").containsEntry("editedValue", appended)
                .hasEntrySatisfying("editedAt", at -> assertThat(at).isNotNull());
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            assertThat(events.toTheEnd().stream().filter(record -> record.value().equals(appended))).singleElement()
                    .satisfies(record -> assertThat(record.key()).isEqualTo("lead-8"));
        }
    }

    @Test // E5
    void an_edited_event_without_an_id_has_the_same_id_when_its_replay_is_repeated() {
        String id = keep(1, organization, event("lead-7"), false);
        String edited = "{\"value\": {\"type\": \"lead.updated\", \"leadId\": \"lead-8\"}}";

        String first = String
                .valueOf(admin.post(PATH + "/" + id + "/replay", edited).is(202).json().get("editedValue"));

        assertThat(admin.post(PATH + "/" + id + "/replay", edited).is(202).json()).containsEntry("editedValue", first);
        assertThat(admin.post(PATH + "/" + id + "/replay", edited.replace("lead-8", "lead-9")).is(202).json()
                .get("editedValue")).asString().doesNotContain(id(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "*/*", "application/*"})
    void an_edited_event_that_is_not_sent_as_JSON_is_rejected(String contentType) {
        String id = keep(1, organization, event("lead-7"), false);

        admin.with("Content-Type", contentType).post(PATH + "/" + id + "/replay",
                "{\"value\": {\"type\": \"lead.updated\", \"leadId\": \"lead-8\"}}").is(415);
        assertThat(admin.get(PATH + "/" + id).json()).containsEntry("replayedAt", null);
    }

    private static String id(String editedValue) {
        return String.valueOf(Json.object(editedValue).get("id"));
    }

    @Test
    void an_edited_event_is_one_that_http_callers_may_send() {
        String id = keep(1, organization, event("lead-7"), false);

        assertThat(admin.post(PATH + "/" + id + "/replay", """
                {"value": {"type": "status_change", "organizationId": "another", "leadId": "", "colour": "red"}}""")
                .isProblem(400, INVALID).pointers()).containsExactlyInAnyOrder("/value/organizationId",
                        "/value/leadId", "/value/colour", "/value/data/to");
        assertThat(admin.post(PATH + "/" + id + "/replay", """
                {"value": {"type": "lead.opted_in", "leadId": "lead-7"}}""").isProblem(400, INVALID).pointers())
                .containsExactly("/value/type");
        foreignAdmin.post(PATH + "/" + id + "/replay", "{\"value\": {}}").isProblem(404, NOT_FOUND);
        assertThat(admin.get(PATH + "/" + id).json()).containsEntry("replayedAt", null)
                .containsEntry("editedAt", null);
    }

    @Test
    void an_operator_edits_an_event_without_an_organization_for_the_own_one() {
        String id = keep(1, null, "no JSON", false);

        assertThat(operator.post(PATH + "/" + id + "/replay", """
                {"value": {"id": "evt-1", "type": "lead.updated", "leadId": "lead-8"}}""").is(202).json())
                .hasEntrySatisfying("editedValue", value -> assertThat(value).asString().contains(organization));
    }

    private void reason(String id, String reason) {
        store.getCollection("deadLetters").updateOne(new Document("_id", id),
                new Document("$set", new Document("reason", reason)));
    }

    private String event(String leadId) {
        return "{\"organizationId\":\"" + organization + "\",\"leadId\":\"" + leadId + "\"}";
    }

    private String keep(int offset, @Nullable String owner, String value, boolean cut) {
        return keep(offset, owner, value.getBytes(UTF_8), cut);
    }

    private String keep(int offset, @Nullable String owner, byte[] value, boolean cut) {
        store.getCollection("deadLetters").insertOne(new Document("_id", prefix + offset)
                .append("topic", Topics.LEAD_EVENTS).append("partition", 3L).append("offset", (long) offset)
                .append("organizationId", owner).append("at", Date.from(NOON.plusSeconds(offset)))
                .append("reason", "The event is invalid.").append("timestamp", Date.from(NOON.minusSeconds(60)))
                .append("key", new Binary("lead-7".getBytes(UTF_8))).append("value", new Binary(value))
                .append("cut", cut));
        return prefix + offset;
    }

    /** The records about a lead that this test's organization has in the topic. */
    private List<ConsumerRecord<String, String>> replayed(String leadId) {
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            return events.toTheEnd().stream().filter(record -> record.value().equals(event(leadId))).toList();
        }
    }

    private static List<Object> ids(Answer page) {
        return page.is(200).items().stream().map(item -> (Object) String.valueOf(item.get("id"))).toList();
    }
}
