package dev.nudge.api.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.StoredRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that the engine writes. */
@ApiTest
class HistoryTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;

    HistoryTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        this.store = store;
    }

    @Test
    void a_lead_of_version_1_contains_its_waiting_run_and_opt_outs_but_no_internal_fields() {
        store.getCollection("leads").insertOne(lead("lead-7")
                .append("nextDueAt", Date.from(NOON)).append("previousStatus", "Contacted")
                .append("statusChangedAt", Date.from(NOON.minusMillis(1)))
                .append("attributes", new Document("status", "New lead").append("rooms", 3L)
                        .append("price", Decimal128.parse("0.1")).append("address", new Document("city", "Porto")))
                .append("conversation", new Document("lastInboundAt", Date.from(NOON)).append("inboundCount", 1)
                        .append("lastInboundDirection", "inbound"))
                .append("optOuts", new Document("sms", new Document("at", Date.from(NOON)))
                        .append("email", new Document("at", Date.from(NOON)).append("by", "maria")))
                .append("automations", new Document("a1", new Document("transitions", 2).append("followUps", 1)
                        .append("run", new Document("number", 2).append("followUp", 1)
                                .append("startedAt", Date.from(NOON)).append("startedBy", new Document("id", "evt-1"))
                                .append("dueAt", Date.from(NOON.plusSeconds(60))).append("deferred", false)
                                .append("automationVersion", 3)))
                        .append("a0", new Document("transitions", 1).append("followUps", 0))));

        assertThat(ana.get("/api/leads/lead-7").is(200).json()).isEqualTo(Json.object("""
                {"leadId": "lead-7", "createdAt": "2026-04-22T12:00:00.000Z",
                 "lastEventAt": "2026-04-22T12:00:00.000Z",
                 "statusChangedAt": "2026-04-22T11:59:59.999Z", "previousStatus": "Contacted",
                 "attributes": {"status": "New lead", "rooms": 3, "price": 0.1, "address": {"city": "Porto"}},
                 "conversation": {"lastInboundAt": "2026-04-22T12:00:00.000Z", "inboundCount": 1,
                                  "lastInboundDirection": "inbound"},
                 "optOuts": [{"channel": "phone", "at": "2026-04-22T12:00:00.000Z", "by": null},
                             {"channel": "email", "at": "2026-04-22T12:00:00.000Z", "by": "maria"}],
                 "automations": [
                   {"automationId": "a0", "transitions": 1, "followUps": 0, "runs": []},
                   {"automationId": "a1", "transitions": 2, "followUps": 1,
                    "runs": [{"number": 2, "startedAt": "2026-04-22T12:00:00.000Z",
                              "dueAt": "2026-04-22T12:01:00.000Z", "followUp": 1}]}]}"""));
    }

    @Test
    void a_lead_contains_its_waiting_runs_and_opt_outs_but_no_internal_fields() {
        Document run = new Document("number", 2).append("followUp", 1).append("startedAt", Date.from(NOON))
                .append("startedBy", new Document("id", "evt-1")).append("dueAt", Date.from(NOON.plusSeconds(60)))
                .append("automationVersion", 3);
        store.getCollection("leads").insertOne(lead("lead-9").append("addresses", List.of("email:ana@example.com"))
                .append("attributes", new Document("status", "New lead"))
                .append("consents", new Document("email", new Document("optedOut", true).append("at", Date.from(NOON))
                        .append("by", "maria")).append("phone", new Document("optedOut", false)
                                .append("at", Date.from(NOON))))
                .append("automations", new Document("a1", new Document("lastRun", 3).append("transitions", 3)
                        .append("followUps", 1).append("firings", List.of(Date.from(NOON)))
                        .append("runs", List.of(run, new Document(run).append("number", 3))))));

        assertThat(ana.get("/api/leads/lead-9").is(200).json()).isEqualTo(Json.object("""
                {"leadId": "lead-9", "createdAt": "2026-04-22T12:00:00.000Z",
                 "lastEventAt": "2026-04-22T12:00:00.000Z",
                 "attributes": {"status": "New lead"}, "conversation": {},
                 "optOuts": [{"channel": "email", "at": "2026-04-22T12:00:00.000Z", "by": "maria"}],
                 "automations": [
                   {"automationId": "a1", "transitions": 3, "followUps": 1,
                    "runs": [{"number": 2, "startedAt": "2026-04-22T12:00:00.000Z",
                              "dueAt": "2026-04-22T12:01:00.000Z", "followUp": 1},
                             {"number": 3, "startedAt": "2026-04-22T12:00:00.000Z",
                              "dueAt": "2026-04-22T12:01:00.000Z", "followUp": 1}]}]}"""));
    }

    @Test
    void decisions_are_listed_newest_first_with_stable_pages() {
        store.getCollection("leads").insertOne(lead("lead-7"));
        for (int i = 0; i < 5; i++) {
            decide("d" + i, "lead-7", NOON.plusSeconds(i / 2), "SKIPPED", "CONDITIONS");
        }
        decide("other", "lead-8", NOON, "SKIPPED", "CONDITIONS");

        Answer page = ana.get("/api/leads/lead-7/decisions?limit=2").is(200);
        List<Object> seen = new ArrayList<>(ids(page));
        decide("later", "lead-7", NOON.plusSeconds(60), "FIRED", "TIMER_DUE");
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = ana.get("/api/leads/lead-7/decisions?limit=2&cursor=" + cursor).is(200);
            seen.addAll(ids(page));
        }

        assertThat(seen).containsExactly(unique("d4"), unique("d3"), unique("d2"), unique("d1"), unique("d0"));
        assertThat(ana.get("/api/leads/lead-7/decisions?limit=1").items()).singleElement().satisfies(
                decision -> assertThat(decision).containsEntry("id", unique("later")).containsEntry("outcome", "FIRED")
                        .containsEntry("at", "2026-04-22T12:01:00.000Z").containsEntry("run", null)
                        .containsEntry("trace", Json.object("""
                                {"trace": [{"field": "status", "op": "eq", "expected": "New lead", "actual": null,
                                            "held": false}]}""").get("trace"))
                        .doesNotContainKeys("_id", "internal"));
    }

    @Test
    void decisions_of_the_same_instant_are_listed_in_decision_order() {
        store.getCollection("leads").insertOne(lead("lead-7"));
        decide("d0", "lead-7", NOON.minusSeconds(1), "STARTED", "TIMER_SET");
        decide("old-b", "lead-7", NOON, "STARTED", "TIMER_SET");
        decide("old-a", "lead-7", NOON, "STARTED", "TIMER_SET");
        List<String> made = List.of("d-z", "d-a", "d-m", "d-b", "d-y");
        for (int i = 0; i < made.size(); i++) {
            decide(made.get(i), "lead-7", NOON, "SKIPPED", "CONDITIONS");
            sequence(made.get(i), 9_990_000L + 9_999L * i);
        }
        decide("d1", "lead-7", NOON.plusMillis(1), "FIRED", "TIMER_DUE");
        sequence("d1", 50_000_000_000L);
        List<Object> newestFirst = Stream.of("d1", "d-y", "d-b", "d-m", "d-a", "d-z", "old-b", "old-a", "d0")
                .map(id -> (Object) unique(id)).toList();

        for (int limit : List.of(1, 2, 3, 100)) {
            assertThat(all("/api/leads/lead-7/decisions?limit=" + limit)).isEqualTo(newestFirst);
        }
        assertThat(ana.get("/api/leads/lead-7/decisions").items().getFirst()).containsEntry("sequence",
                50_000_000_000L);
        String before = Base64.getUrlEncoder().encodeToString(
                ("[\"2026-04-22T12:00:00.000Z\", \"" + unique("old-b") + "\"]").getBytes(UTF_8));
        assertThat(ids(ana.get("/api/leads/lead-7/decisions?cursor=" + before))).as("a cursor without a sequence")
                .containsExactly(unique("old-a"), unique("d0"));
        String wrong = Base64.getUrlEncoder()
                .encodeToString("[\"2026-04-22T12:00:00.000Z\", \"x\", \"d\"]".getBytes(UTF_8));
        assertThat(ana.get("/api/leads/lead-7/decisions?cursor=" + wrong)
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/cursor");
    }

    private void sequence(String id, long sequence) {
        store.getCollection("decisions").updateOne(Filters.eq("_id", unique(id)), Updates.set("sequence", sequence));
    }

    private List<Object> all(String path) {
        Answer page = ana.get(path);
        List<Object> seen = new ArrayList<>(ids(page));
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = ana.get(path + "&cursor=" + cursor);
            seen.addAll(ids(page));
        }
        return seen;
    }

    @Test
    void decisions_can_be_filtered() {
        store.getCollection("leads").insertOne(lead("lead-7"));
        decide("d0", "lead-7", NOON, "STARTED", "TIMER_SET");
        decide("d1", "lead-7", NOON.plusSeconds(1), "SKIPPED", "CONDITIONS");
        decide("d2", "lead-7", NOON.plusSeconds(2), "SKIPPED", "OPTED_OUT");

        String decisions = "/api/leads/lead-7/decisions";
        assertThat(ids(ana.get(decisions + "?outcome=SKIPPED"))).containsExactly(unique("d2"), unique("d1"));
        assertThat(ids(ana.get(decisions + "?reason=TIMER_SET"))).containsExactly(unique("d0"));
        assertThat(ids(ana.get(decisions + "?automationId=a1"))).hasSize(3);
        assertThat(ids(ana.get(decisions + "?automationId=a2"))).isEmpty();
        assertThat(ids(ana.get(decisions + "?from=2026-04-22T12:00:01Z&to=2026-04-22T12:00:02Z")))
                .containsExactly(unique("d1"));
        assertThat(ids(ana.get(decisions + "?from=2026-04-22T14:00:01%2B02:00&to=2026-04-22T12:00:02Z"))).hasSize(1);
        assertThat(String.valueOf(ana.get(decisions + "?from=2026-04-22T14:00:01+02:00")
                .isProblem(400, "urn:nudge:error:validation").json().get("detail"))).contains("+ written as %2B");
        assertThat(ana.get(decisions + "?outcome=MAYBE&reason=why&from=noon&limit=0&cursor=x&colour=red")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/outcome",
                        "/reason", "/from", "/limit", "/cursor", "/colour");
    }

    @Test
    void the_decisions_of_an_organization_can_be_filtered() {
        decide("d0", "lead-7", NOON, "STARTED", "TIMER_SET");
        decide("d1", "lead-8", NOON.plusSeconds(1), "SKIPPED", "CONDITIONS");
        decide("d2", "lead-7", NOON.plusSeconds(2), "SKIPPED", "OPTED_OUT");

        assertThat(all("/api/decisions?limit=1")).containsExactly(unique("d2"), unique("d1"), unique("d0"));
        assertThat(ids(ana.get("/api/decisions?leadId=lead-7&outcome=SKIPPED"))).containsExactly(unique("d2"));
        assertThat(ids(ana.get("/api/decisions?reason=CONDITIONS&automationId=a1"))).containsExactly(unique("d1"));
        assertThat(ids(ana.get("/api/decisions?automationId=a2"))).isEmpty();
        assertThat(ids(ana.get("/api/decisions?from=2026-04-22T12:00:01Z&to=2026-04-22T12:00:02Z")))
                .containsExactly(unique("d1"));
        assertThat(ana.get("/api/decisions?outcome=MAYBE&colour=red").isProblem(400, "urn:nudge:error:validation")
                .pointers()).containsExactlyInAnyOrder("/outcome", "/colour");
    }

    @Test
    void a_decision_is_read_by_its_id() {
        decide("d0", "lead-7", NOON, "SKIPPED", "CONDITIONS");

        assertThat(ana.get("/api/decisions/" + unique("d0")).is(200).json())
                .isEqualTo(ana.get("/api/decisions").items().getFirst())
                .containsEntry("id", unique("d0")).containsEntry("reason", "CONDITIONS").containsKey("trace");
        ana.get("/api/decisions/d0").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void messages_are_listed_newest_first() {
        for (int i = 0; i < 3; i++) {
            message("m" + i, "lead-7", "a1", "sms", "SENT");
        }

        Answer first = ana.get("/api/messages?leadId=lead-7&limit=2").is(200);

        assertThat(ids(first)).containsExactly(unique("m2"), unique("m1"));
        assertThat(first.items().getFirst()).containsEntry("state", "SENT").containsEntry("text", "Hi Ana")
                .containsEntry("firedAt", "2026-04-22T12:00:02.000Z").containsEntry("sentAt",
                        "2026-04-22T12:00:00.000Z")
                .doesNotContainKeys("_id", "attempt");
        assertThat(ids(ana.get("/api/messages?leadId=lead-7&limit=2&cursor=" + first.json().get("nextCursor"))))
                .containsExactly(unique("m0"));
        assertThat(ids(ana.get("/api/messages?leadId=lead-8"))).isEmpty();
    }

    @Test
    void messages_can_be_filtered_and_retrieved_by_id() {
        message("m0", "lead-7", "a1", "sms", "SENT");
        message("m1", "lead-7", "a2", "email", "FAILED");
        message("m2", "lead-8", "a1", "sms", "FAILED");
        message("m3", "lead-9", "a3", "sms", "QUEUED");

        assertThat(ids(ana.get("/api/messages"))).containsExactly(unique("m3"), unique("m2"), unique("m1"),
                unique("m0"));
        assertThat(ids(ana.get("/api/messages?automationId=a1"))).containsExactly(unique("m2"), unique("m0"));
        assertThat(ids(ana.get("/api/messages?state=FAILED"))).containsExactly(unique("m2"), unique("m1"));
        assertThat(ids(ana.get("/api/messages?state=QUEUED"))).containsExactly(unique("m3"));
        assertThat(ids(ana.get("/api/messages?channel=sms&leadId=lead-7"))).containsExactly(unique("m0"));
        assertThat(ids(ana.get("/api/messages?channel=sms&leadId=lead-7&state=FAILED"))).isEmpty();
        assertThat(ana.get("/api/messages?state=LOST&channel=fax&cursor=x&limit=101&colour=red")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/state",
                        "/channel", "/cursor", "/limit", "/colour");

        assertThat(ana.get("/api/messages/" + unique("m1")).is(200).json()).containsEntry("id", unique("m1"))
                .containsEntry("state", "FAILED").doesNotContainKeys("_id", "attempt");
        ana.get("/api/messages/m1").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void messages_can_be_filtered_by_provider_its_code_and_the_instant_of_firing() {
        message("m0", "lead-7", "a1", "sms", "SENT");
        message("m1", "lead-7", "a1", "sms", "SENT");
        message("m2", "lead-7", "a1", "sms", "SENT");
        store.getCollection("messages").updateOne(new Document("_id", unique("m1")),
                new Document("$set", new Document("provider", "twilio").append("providerCode", "30003")));

        assertThat(ids(ana.get("/api/messages?provider=twilio"))).containsExactly(unique("m1"));
        assertThat(ids(ana.get("/api/messages?code=30003"))).containsExactly(unique("m1"));
        assertThat(ids(ana.get("/api/messages?code=30006"))).isEmpty();
        assertThat(ids(ana.get("/api/messages?provider=smtp"))).isEmpty();
        assertThat(ids(ana.get("/api/messages?from=2026-04-22T12:00:01Z&to=2026-04-22T12:00:02Z")))
                .containsExactly(unique("m1"));
        assertThat(ana.get("/api/messages?from=noon&to=later").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/from", "/to");
    }

    @Test
    void a_message_shows_its_provider_and_its_attempts() {
        Document message = StoredRecords.message(unique("m1"), organization, NOON).append("state", "UNKNOWN")
                .append("provider", "twilio").append("providerId", "SM1").append("providerCode", "30003")
                .append("providerText", "Unreachable").append("segments", 2).append("test", false)
                .append("nextAttemptAt", Date.from(NOON)).append("attempt", 2)
                .append("attempts", List.of(
                        new Document("at", Date.from(NOON)).append("provider", "twilio").append("result", "REJECTED")
                                .append("code", "30003").append("text", "Unreachable"),
                        new Document("at", Date.from(NOON.plusSeconds(5))).append("provider", "twilio")
                                .append("result", "UNKNOWN").append("code", null).append("text", null)
                                .append("lookUp", "UNAVAILABLE")))
                .append("resolvedBy", "ada").append("comment", "Ana has replied to it.");
        store.getCollection("messages").insertOne(message);

        assertThat(ana.get("/api/messages/" + unique("m1")).is(200).json()).containsAllEntriesOf(Json.object("""
                {"provider": "twilio", "providerId": "SM1", "providerCode": "30003", "providerText": "Unreachable",
                 "segments": 2, "test": false, "nextAttemptAt": "2026-04-22T12:00:00.000Z", "resolvedBy": "ada",
                 "comment": "Ana has replied to it.", "attempts": [
                 {"at": "2026-04-22T12:00:00.000Z", "provider": "twilio", "result": "REJECTED", "code": "30003",
                  "text": "Unreachable"},
                 {"at": "2026-04-22T12:00:05.000Z", "provider": "twilio", "result": "UNKNOWN", "code": null,
                  "text": null, "lookUp": "UNAVAILABLE"}]}"""))
                .doesNotContainKey("attempt");
    }

    @Test
    void leads_are_listed_by_id_with_stable_pages() {
        for (String id : List.of("c", "a", "b", "d")) {
            store.getCollection("leads").insertOne(lead(id));
        }

        Answer first = ana.get("/api/leads?limit=2").is(200);
        store.getCollection("leads").insertOne(lead("aa"));
        Answer second = ana.get("/api/leads?limit=2&cursor=" + first.json().get("nextCursor")).is(200);

        assertThat(first.items()).allSatisfy(lead -> assertThat(lead).containsKey("createdAt")
                .doesNotContainKeys("statusChangedAt", "previousStatus"));
        assertThat(first.items()).extracting(lead -> lead.get("leadId")).isEqualTo(List.of("a", "b"));
        assertThat(second.items()).extracting(lead -> lead.get("leadId")).isEqualTo(List.of("c", "d"));
        assertThat(second.json()).containsEntry("nextCursor", null);
        assertThat(first.items().getFirst()).isEqualTo(ana.get("/api/leads/a").json());
        assertThat(ana.get("/api/leads?colour=red&limit=0").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/colour", "/limit");
    }

    @Test
    void decisions_of_an_automation_cover_all_leads() {
        String automation = ana.post("/api/automations", Examples.followUp()).is(201).automationId();
        String decisions = "/api/automations/" + automation + "/decisions";
        decide("d0", "lead-7", NOON, "STARTED", "TIMER_SET", automation);
        decide("d1", "lead-8", NOON.plusSeconds(1), "SKIPPED", "CONDITIONS", automation);
        decide("d2", "lead-7", NOON.plusSeconds(2), "SKIPPED", "CONDITIONS");

        Answer first = ana.get(decisions + "?limit=1").is(200);
        assertThat(ids(first)).containsExactly(unique("d1"));
        assertThat(ids(ana.get(decisions + "?cursor=" + first.json().get("nextCursor")))).containsExactly(unique("d0"));
        assertThat(ids(ana.get(decisions + "?leadId=lead-7"))).containsExactly(unique("d0"));
        assertThat(ids(ana.get(decisions + "?outcome=SKIPPED&reason=CONDITIONS&from=2026-04-22T12:00:01Z")))
                .containsExactly(unique("d1"));
        assertThat(ana.get(decisions + "?automationId=a1").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/automationId");
        ana.get("/api/automations/a1/decisions?colour=red").isProblem(404, "urn:nudge:error:not-found");
    }

    private Document lead(String id) {
        return new Document("_id", organization + ":" + id).append("organizationId", organization)
                .append("leadId", id).append("position", new Document("partition", 1).append("offset", 7L))
                .append("createdAt", Date.from(NOON)).append("lastNow", Date.from(NOON))
                .append("recentEventIds", List.of("evt-1")).append("outbox", List.of());
    }

    @Test // F6
    void a_message_that_could_not_be_rendered_contains_the_reason() {
        Document message = StoredRecords.message(unique("m9"), organization, NOON);
        message.remove("text");
        message.remove("sentAt");
        store.getCollection("messages").insertOne(message.append("failure", "TEMPLATE_TOO_LARGE")
                .append("reason", "TEMPLATE_TOO_LARGE").append("state", "FAILED"));

        assertThat(ana.get("/api/messages/" + unique("m9")).is(200).json()).containsEntry("state", "FAILED")
                .containsEntry("reason", "TEMPLATE_TOO_LARGE").doesNotContainKeys("text", "sentAt");
    }

    private void message(String id, String lead, String automation, String channel, String state) {
        Instant firedAt = NOON.plusSeconds(Integer.parseInt(id.substring(1)));
        Document message = StoredRecords.message(unique(id), organization, firedAt);
        message.append("leadId", lead).append("automationId", automation).append("channel", channel)
                .append("state", state).append("sentAt", Date.from(NOON)).append("attempt", 1);
        store.getCollection("messages").insertOne(message);
    }

    private void decide(String id, String lead, Instant at, String outcome, String reason) {
        decide(id, lead, at, outcome, reason, "a1");
    }

    private void decide(String id, String lead, Instant at, String outcome, String reason, String automation) {
        Document decision = StoredRecords.decision(unique(id), organization, at);
        decision.append("leadId", lead).append("automationId", automation).append("outcome", outcome)
                .append("reason", reason).append("internal", "not shown");
        store.getCollection("decisions").insertOne(decision);
    }

    /** Makes ids unique, because all tests share the collection. */
    private String unique(String id) {
        return organization + "-" + id;
    }

    private static List<Object> ids(Answer page) {
        return page.is(200).items().stream().map(item -> (Object) String.valueOf(item.get("id"))).toList();
    }
}
