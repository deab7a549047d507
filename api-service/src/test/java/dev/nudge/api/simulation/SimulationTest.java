package dev.nudge.api.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.KnownLead;
import dev.nudge.lead.EventMemory;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Simulations return decisions and their reasons (R2). */
@ApiTest
class SimulationTest {

    private static final String NOON = "2026-04-22T12:00:00.000Z";
    private static final String DRAFTS = "/api/automations/simulate";
    private static final String LEAD = """
            {"status": "New lead", "firstName": "Leo", "phone": "+14155550100"}""";
    private static final String AT_ONCE = """
            {"name": "Welcome", "event": "message.received", "triggerLogicType": "event",
             "conditions": [{"field": "event.data.body", "op": "contains", "value": "garden"},
                            {"field": "rooms", "op": "gte", "value": 3}],
             "actions": {"sendMessage": [{"template": "welcome", "channel": "sms"},
                                         {"template": "welcome", "channel": "email"}]}}""";

    private final String organization = Api.newOrganization();
    private final Api api;
    private final MongoTemplate store;
    private final Client ana;

    SimulationTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
        this.ana = api.member("ana", organization);
    }

    @Test // S8, D4, F2
    void a_simulation_returns_the_decision_and_every_follow_up() {
        ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi {{firstName}}, still there?\"}").is(201);
        String automation = create(Examples.followUp());

        Map<String, @Nullable Object> answer = ana.post(automation + "/simulate", """
                {"event": {"type": "message.received", "data": {"channel": "sms", "body": "Hello?"}},
                 "lead": %s, "at": "%s"}""".formatted(LEAD, NOON)).is(200).json();

        assertThat(answer).containsEntry("at", NOON).containsEntry("leadFrom", "body").doesNotContainKey("ended")
                .containsEntry("messages", List.of()).containsEntry("moreFollowUps", false)
                .containsEntry("preference", Map.of("userId", "ana", "found", true, "enabled", true));
        assertThat(Json.object(answer, "decision")).containsEntry("outcome", "STARTED")
                .containsEntry("reason", "TIMER_SET").containsEntry("dueAt", "2026-04-23T12:00:00.000Z")
                .containsEntry("zone", "UTC").containsEntry("zoneFrom", "default").containsEntry("at", NOON)
                .containsEntry("organizationId", organization);
        assertThat(timers(answer)).containsExactly("2026-04-23T12:00:00.000Z FIRED TIMER_DUE",
                "2026-04-24T12:00:00.000Z FIRED TIMER_DUE", "2026-04-25T12:00:00.000Z FIRED TIMER_DUE");
        Map<String, @Nullable Object> followUp = Json.objects(answer, "followUps").getFirst();
        assertThat(Json.objects(Json.object(followUp, "decision"), "trace")).singleElement().isEqualTo(
                Map.of("field", "lastInboundDirection", "op", "eq", "expected", "inbound", "actual", "inbound",
                        "held", true));
        assertThat(Json.objects(followUp, "messages")).first().satisfies(message -> assertThat(message)
                .containsEntry("text", "Hi Leo, still there?").containsEntry("to", "+14155550100")
                .containsEntry("channel", "sms").containsEntry("firedAt", "2026-04-23T12:00:00.000Z")
                .containsEntry("recipientKind", "lead").containsEntry("notAfter", "2026-04-23T18:00:00.000Z"));
        assertThat(Json.objects(followUp, "messages")).last().satisfies(message -> assertThat(message)
                .containsEntry("recipientKind", "user").containsEntry("action", -1L));
    }

    @Test // D3, W2
    void a_follow_up_outside_the_schedule_waits_for_the_opening_in_the_leads_zone() {
        String automation = create(Examples.followUp());

        Map<String, @Nullable Object> answer = ana.post(automation + "/simulate", """
                {"event": {"type": "message.received", "lead": {"timezone": "America/New_York"}},
                 "lead": %s, "at": "2026-04-22T03:00:00Z"}""".formatted(LEAD)).is(200).json();

        assertThat(Json.object(answer, "decision")).containsEntry("zone", "America/New_York")
                .containsEntry("zoneFrom", "lead");
        assertThat(timers(answer)).containsExactly("2026-04-23T03:00:00.000Z DEFERRED OUTSIDE_SCHEDULE",
                "2026-04-23T13:00:00.000Z FIRED WINDOW_OPENED", "2026-04-24T13:00:00.000Z FIRED TIMER_DUE",
                "2026-04-25T13:00:00.000Z FIRED TIMER_DUE");
    }

    @Test // E5
    void generated_ids_do_not_repeat_the_id_in_the_body() {
        Map<String, @Nullable Object> answer = ana.post(DRAFTS, draft(AT_ONCE, """
                {"id": "simulated-lead", "type": "message.received", "data": {"body": "Is there a garden?"}}""",
                "{\"rooms\": 4, \"phone\": \"+14155550100\"}")).is(200).json();

        assertThat(Json.object(answer, "decision")).containsEntry("outcome", "FIRED");
    }

    @Test // S7, F1
    void each_condition_contains_the_expected_and_actual_values() {
        ana.put("/api/templates/welcome", "{\"body\": \"Welcome {{firstName}}\", \"subject\": \"Hi\"}").is(201);

        Map<String, @Nullable Object> refused = ana.post(DRAFTS, draft(AT_ONCE, """
                {"type": "message.received", "data": {"body": "Is there a balcony?"}}""", "{\"rooms\": 2}")).is(200)
                .json();
        Map<String, @Nullable Object> fired = ana.post(DRAFTS, draft(AT_ONCE, """
                {"type": "message.received", "data": {"body": "Is there a GARDEN?"}}""",
                "{\"rooms\": 4, \"firstName\": \"Leo\", \"phone\": \"+14155550100\"}")).is(200).json();

        assertThat(Json.object(refused, "decision")).containsEntry("outcome", "SKIPPED")
                .containsEntry("reason", "CONDITIONS").containsEntry("automationId", "draft");
        assertThat(Json.objects(Json.object(refused, "decision"), "trace")).containsExactly(
                Map.of("field", "event.data.body", "op", "contains", "expected", "garden", "actual",
                        "Is there a balcony?", "held", false),
                Map.of("field", "rooms", "op", "gte", "expected", 3L, "actual", 2L, "held", false));
        assertThat(Json.object(fired, "decision")).containsEntry("outcome", "FIRED")
                .containsEntry("reason", "IMMEDIATE").containsEntry("skippedActions",
                        List.of(Map.of("action", 1L, "reason", "NO_ADDRESS")));
        assertThat(Json.objects(fired, "messages")).singleElement().satisfies(
                message -> assertThat(message).containsEntry("text", "Welcome Leo").containsEntry("template",
                        "welcome"));
    }

    @Test // S4
    void the_owners_preference_applies_and_a_draft_is_on_only_for_its_author() {
        String automation = create(AT_ONCE);
        api.member("bob", organization).patch(automation + "/preference", "{\"enabled\": false}").is(200);
        String event = "{\"event\": {\"type\": \"message.received\"}, \"lead\": {\"ownerId\": \"%s\"}}";

        Map<String, @Nullable Object> off = ana.post(automation + "/simulate", event.formatted("bob")).is(200).json();
        Map<String, @Nullable Object> none = ana.post(automation + "/simulate", event.formatted("cleo")).json();
        Map<String, @Nullable Object> draft = ana.post(DRAFTS, draft(AT_ONCE, "{\"type\": \"message.received\"}",
                "{\"ownerId\": \"bob\"}")).json();
        Map<String, @Nullable Object> switchedOff = ana.post(DRAFTS, draft(
                AT_ONCE.replace("{\"name\"", "{\"enabled\": false, \"name\""), "{\"type\": \"message.received\"}",
                "{}")).json();

        assertThat(Json.object(off, "decision")).containsEntry("reason", "PREFERENCE_OFF");
        assertThat(off).containsEntry("preference", Map.of("userId", "bob", "found", true, "enabled", false));
        assertThat(Json.object(none, "decision")).containsEntry("reason", "NO_PREFERENCE");
        assertThat(none).containsEntry("preference", Map.of("userId", "cleo", "found", false, "enabled", false));
        assertThat(Json.object(draft, "decision")).containsEntry("reason", "NO_PREFERENCE");
        assertThat(Json.object(switchedOff, "decision")).containsEntry("reason", "PREFERENCE_OFF");
    }

    @Test // C2, E5, E7
    void a_stored_lead_is_used_as_the_engine_stores_it() {
        String automation = create(Examples.followUpWith("event", "status_change"));
        String id = automation.substring(automation.lastIndexOf('/') + 1);
        KnownLead.insert(store, organization, id);
        String simulate = automation + "/simulate";

        Map<String, @Nullable Object> reply = ana.post(simulate, """
                {"event": {"type": "message.received", "leadId": "lead-7"}, "at": "2026-04-22T13:00:00Z"}""").is(200)
                .json();
        Map<String, @Nullable Object> update = ana.post(simulate, """
                {"event": {"type": "lead.updated", "leadId": "lead-7"}, "at": "2020-01-01T00:00:00Z"}""").json();
        store.getCollection("leads").updateOne(new Document("leadId", "lead-7").append("organizationId", organization),
                new Document("$set", new Document("events", new Binary(EventMemory.NONE
                        .with("evt-1", Instant.parse(NOON)).entries()))));
        Map<String, @Nullable Object> repeat = ana
                .post(simulate,
                        """
                {"at": "2026-04-22T13:00:00Z", "event": {"id": "evt-1", "type": "message.received", "leadId": "lead-7"}}""")
                .json();
        Map<String, @Nullable Object> unknown = ana.post(simulate, """
                {"event": {"type": "message.received", "leadId": "lead-8"}}""").json();

        assertThat(Json.objects(reply, "ended")).singleElement().satisfies(ended -> assertThat(ended)
                .containsEntry("outcome", "CANCELLED").containsEntry("reason", "REPLIED").containsEntry("run", 2L));
        assertThat(reply).containsEntry("leadFrom", "known").doesNotContainKeys("decision", "preference")
                .containsEntry("note", "The automation listens to status_change, not to message.received.")
                .containsEntry("followUps", List.of());
        assertThat(update).as("the time of a lead never moves backwards").containsEntry("at", NOON)
                .doesNotContainKey("ended");
        assertThat(timers(update)).as("the waiting run").startsWith("2026-04-23T12:00:00.000Z FIRED TIMER_DUE");
        assertThat(repeat).doesNotContainKey("decision").extractingByKey("note").asString().contains("repeat");
        assertThat(unknown).containsEntry("leadFrom", "nothing");
    }

    @Test // S12
    void the_decisions_about_skipped_steps_are_in_the_order_of_the_steps() {
        String steps = """
                {"name": "Steps", "event": "message.received", "triggerLogicType": "timer",
                 "steps": [{"delay": 0, "unit": "minutes"},
                           {"delay": 1, "unit": "hours", "conditions": [{"field": "vip", "op": "eq", "value": true}]},
                           {"delay": 2, "unit": "days",
                            "actions": {"sendMessage": [{"template": "last", "channel": "email"}]}}],
                 "actions": {"sendMessage": [{"template": "first", "channel": "sms"}]}}""";

        Map<String, @Nullable Object> answer = ana.post(DRAFTS, draft(steps, "{\"type\": \"message.received\"}",
                "{\"phone\": \"+14155550100\", \"email\": \"leo@example.com\"}")).is(200).json();

        assertThat(timers(answer)).containsExactly("2026-04-22T12:00:00.000Z FIRED TIMER_DUE",
                "2026-04-22T13:00:00.000Z SKIPPED STEP_CONDITIONS", "2026-04-24T13:00:00.000Z FIRED TIMER_DUE");
    }

    @Test // C1, W4
    void several_waiting_runs_of_event_logic_fire_in_the_order_in_which_they_are_due() {
        String automation = create("""
                {"name": "At nine", "event": "message.received", "triggerLogicType": "event",
                 "schedule": {"start": "09:00", "end": "10:00"},
                 "actions": {"sendMessage": [{"template": "welcome", "channel": "sms"}]}}""");
        String id = automation.substring(automation.lastIndexOf('/') + 1);
        KnownLead.insert(store, organization, id);
        Document lead = new Document("leadId", "lead-7").append("organizationId", organization);
        Document run = Objects.requireNonNull(store.getCollection("leads").find(lead).first())
                .get("automations", Document.class).get(id, Document.class).getList("runs", Document.class).getFirst();
        store.getCollection("leads").updateOne(lead, new Document("$set", new Document("automations." + id + ".runs",
                List.of(run, new Document(run).append("number", 3)
                        .append("dueAt", Date.from(Instant.parse("2026-04-23T09:00:00Z")))))));

        Map<String, @Nullable Object> answer = ana.post(automation + "/simulate", """
                {"event": {"type": "lead.updated", "leadId": "lead-7"}, "at": "2026-04-22T13:00:00Z"}""").is(200)
                .json();

        assertThat(Json.objects(answer, "followUps")).extracting(step -> Json.object(step, "decision").get("run"))
                .startsWith(3L, 2L);
    }

    @Test // X2, R2
    void a_fired_message_is_the_last_message_for_the_next_follow_up() {
        String waiting = Examples.followUpWith("conditions",
                List.of(Map.of("field", "lastMessageDirection", "op", "eq", "value", "inbound")));

        assertThat(timers(ana.post(DRAFTS, draft(waiting, "{\"type\": \"message.received\"}", LEAD)).is(200).json()))
                .extracting(step -> step.substring(25)).containsExactly("FIRED TIMER_DUE", "CANCELLED CONDITIONS");
    }

    @Test
    void endless_follow_ups_are_limited_to_fifty() {
        Map<String, @Nullable Object> answer = ana.post(DRAFTS, draft(Examples.followUpWith("maxFollowUpCount",
                2_000_000_000), "{\"type\": \"message.received\"}", LEAD)).is(200).json();

        assertThat(timers(answer)).hasSize(50);
        assertThat(answer).containsEntry("moreFollowUps", true);
    }

    private String create(String json) {
        return "/api/automations/" + ana.post("/api/automations", json).is(201).automationId();
    }

    private static String draft(String automation, String event, String lead) {
        return "{\"automation\": %s, \"event\": %s, \"lead\": %s, \"at\": \"%s\"}".formatted(automation, event, lead,
                NOON);
    }

    /** The due time of each timer and its decision. */
    private static List<String> timers(Map<String, @Nullable Object> answer) {
        return Json.objects(answer, "followUps").stream().map(step -> step.get("at") + " "
                + Json.object(step, "decision").get("outcome") + " " + Json.object(step, "decision").get("reason"))
                .toList();
    }
}
