package dev.nudge.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.JsonCodec;
import dev.nudge.story.EventsAtLimits;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Events at every limit are accepted over HTTP, simulated and returned; every valid id can be used in a path. */
@ApiTest
class EventsAtLimitsTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;

    EventsAtLimitsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        this.store = store;
    }

    @Test // E2, E6
    void events_at_every_limit_are_accepted_and_returned() {
        Map<String, Map<String, Object>> events = EventsAtLimits.of(organization);

        Answer accepted = ana.post("/api/events", text(List.copyOf(events.values()))).is(202);

        assertThat(accepted.json().get("ids"))
                .isEqualTo(events.values().stream().map(event -> event.get("id")).toList());
        events.forEach((name, event) -> {
            String leadId = String.valueOf(event.get("leadId"));
            Document attributes = Documents.toBson((Map<?, ?>) Objects.requireNonNull(event.get("lead")));
            insertLead(leadId, attributes);
            store.getCollection("messages").insertOne(StoredRecords.message(name + organization, organization, NOON)
                    .append("leadId", leadId).append("variables", attributes));
            assertThat(ana.get("/api/leads/" + encoded(leadId)).is(200).json().get("attributes")).as(name)
                    .isEqualTo(dev.nudge.json.Json.normalized(event.get("lead")));
            assertThat(ana.get("/api/messages/" + name + organization).is(200).json().get("variables")).as(name)
                    .isEqualTo(dev.nudge.json.Json.normalized(event.get("lead")));
            simulate(event);
        });
    }

    private void simulate(Map<String, Object> event) {
        Map<String, Object> automation = new LinkedHashMap<>(Map.of("name", "limits", "event",
                Objects.requireNonNull(event.get("type")), "triggerLogicType", "event", "conditions",
                List.of(Map.of("not", Map.of("field", "deep", "op", "eq", "value", 1))), "actions",
                Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
        Answer simulated = ana.post("/api/automations/simulate",
                text(Map.of("automation", automation, "event", event))).is(200);
        assertThat(String.valueOf(simulated.json().get("decision"))).contains("outcome=FIRED");
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"a/b", "a/...", "..a", "a..", ".a/b.", "/", "//", "a//b", "...", "%", "%2e", "%2E%2E",
            "a;b",
            ";", "\\", "?", "#", "+", " a ", "a b", "\"", "<a>", "{a}", "[a]", "|", "^", "`", "~", "\u00fc",
            "\ud83d\ude00", "\u200d", "\u202ea", "_", "-", "'", "&", "=", "@", ":", ",", "$", "!", "*", "("})
    void every_valid_lead_id_can_be_used_in_a_path(String leadId) {
        ana.post("/api/events", text(Map.of("type", "lead.updated", "leadId", leadId))).is(202);
        insertLead(leadId, new Document("city", "Porto"));

        assertThat(ana.get("/api/leads/" + encoded(leadId)).is(200).json()).containsEntry("leadId", leadId);
        ana.get("/api/leads/" + encoded(leadId) + "/decisions").is(200);
        ana.put("/api/leads/" + encoded(leadId) + "/opt-outs/sms", "").is(202);
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {".", "..", "a/..", "../a", "./a", "a/./b", "a\\..\\b", "a\n", "\u001b[31m", "\u0000",
            "\u0085", "\u2028", "\u2029", "\u00a0", "\ufffd"})
    void an_id_that_cannot_be_a_path_segment_or_breaks_a_line_is_rejected(String id) {
        assertThat(ana.post("/api/events", text(Map.of("type", "lead.updated", "leadId", id, "id", id)))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/id", "/leadId");
    }

    @Test // E1
    void an_integer_id_is_converted_to_its_digits() {
        assertThat(ana.post("/api/events", """
                {"type": "Deal/Won:2", "leadId": 42, "id": 9007199254740993}""").is(202).json())
                .isEqualTo(Map.of("ids", List.of("9007199254740993")));
    }

    @Test
    void a_hundred_errors_are_listed_and_the_others_counted() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 90_000; i++) {
            fields.append("\"f").append(i).append("\":1,");
        }
        String event = "{" + fields + "\"type\": \"lead.updated\", \"leadId\": \"lead-7\"}";
        List<String> paths = new ArrayList<>(List.of("/api/events", "/api/automations", "/api/automations/simulate"));
        for (String path : paths) {
            Answer refused = ana.post(path, event).isProblem(400, "urn:nudge:error:validation");
            assertThat(refused.pointers()).as(path).hasSize(100);
            assertThat(String.valueOf(refused.json().get("detail")))
                    .matches("The request has 900\\d\\d errors\\. The first 100 are listed in \"errors\"\\.");
            assertThat(text(refused.json()).length()).as(path).isLessThan(64 * 1024);
        }
    }

    @Test
    void numbers_out_of_range_are_rejected_with_their_pointers() {
        for (String path : List.of("/api/events", "/api/automations", "/api/automations/simulate")) {
            for (String number : List.of("1e2147483648", "-1e-2147483648", "1e99999999999999999999", "1e6145")) {
                assertThat(ana.post(path, "{\"a\": [" + number + "]}").isProblem(400, "urn:nudge:error:validation")
                        .pointers()).containsExactly("/a/0");
            }
        }
    }

    private void insertLead(String leadId, Document attributes) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":" + leadId)
                .append("organizationId", organization).append("leadId", leadId).append("createdAt", Date.from(NOON))
                .append("lastNow", Date.from(NOON)).append("attributes", attributes)
                .append("conversation", new Document()).append("optOuts", new Document())
                .append("automations", new Document()).append("recentEventIds", List.of("evt-0")));
    }

    private static String text(Object json) {
        return new String(JsonCodec.write(json), StandardCharsets.UTF_8);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
