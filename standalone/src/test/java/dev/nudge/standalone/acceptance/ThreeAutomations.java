package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the organization in the test data: one automation that fires immediately under nested
 * conditions, one that follows up three times after some seconds, and one that respects the leads' office hours.
 * Together with the preferences of four users they produce every outcome.
 */
final class ThreeAutomations {

    /** The organization of the test data. */
    static final String ORGANIZATION = "64a1b2c3d4e5f60012345678";
    private static final String CREATOR = "64a1b2c3d4e5f60012345670";
    private static final List<String> OWNERS = List.of("64a1b2c3d4e5f60012345679", "64a1b2c3d4e5f6001234567a",
            "64a1b2c3d4e5f6001234567b");

    private static final String HOT_LEADS = """
            { "name": "Hot leads, at once", "event": "message.received", "triggerType": "lead.updated",
              "triggerLogicType": "event", "maxTransitions": 2,
              "conditions": [
                { "field": "status", "op": "neq", "value": "Won" },
                { "any": [
                  { "all": [
                    { "field": "occupation", "op": "in", "value": ["Working Professional", "Student"] },
                    { "field": "totalVisits", "op": "gte", "value": 2 } ] },
                  { "all": [
                    { "field": "source", "op": "eq", "value": "Google" },
                    { "field": "totalVisits", "op": "between", "value": [3, 8] },
                    { "not": { "any": [
                      { "field": "lastInboundBody", "op": "contains", "value": "free" },
                      { "field": "specialization", "op": "eq", "value": "Select" } ] } } ] },
                  { "field": "lastInboundBody", "op": "matches", "value": "(?i)\\\\b(call|price|available)\\\\b" } ] } ],
              "actions": { "sendMessage": [
                { "template": "hot-sms", "channel": "sms" }, { "template": "hot-email", "channel": "email" } ] } }""";

    private static final String FOLLOW_UP = """
            { "name": "Follow-up after some seconds", "event": "message.received", "triggerType": "status_change",
              "sourceStatuses": ["New lead"], "maxTransitions": 3, "maxFollowUpCount": 3,
              "conditions": [ { "field": "lastInboundDirection", "op": "eq", "value": "inbound" } ],
              "triggerLogicType": "timer", "timerLogic": { "enabled": true, "delay": 3, "unit": "seconds" },
              "actions": { "sendMessage": [ { "template": "follow-up", "channel": "sms" } ] },
              "enabled": true,
              "userSmsNotification": { "enabled": true, "phoneNumbers": ["+14155551234", "+14155551235"],
                "message": "{{firstName}} from {{source}} is pending follow-up." } }""";

    private static final String OFFICE_HOURS = """
            { "name": "Office hours", "triggerType": "status_change", "triggerLogicType": "timer",
              "timerLogic": { "delay": 2, "unit": "seconds" }, "maxFollowUpCount": 2,
              "conditions": [ { "field": "event.data.to", "op": "in", "value": ["Contacted", "Won"] },
                { "field": "status", "op": "changed" } ],
              "schedule": { "start": "09:00", "end": "18:00" }, "cancelOn": ["reply"], "maxLateness": "7d",
              "actions": { "sendMessage": [
                { "template": "missing-template", "channel": "whatsapp" },
                { "template": "hot-email", "channel": "email" } ] } }""";

    private final StandaloneProcess nudge;
    private final List<Consumer<ReferenceModel>> configuration = new ArrayList<>();

    private ThreeAutomations(StandaloneProcess nudge) {
        this.nudge = nudge;
    }

    /** Creates everything through the API, and returns once the engine knows it. */
    static ThreeAutomations createdIn(StandaloneProcess nudge) {
        ThreeAutomations configured = new ThreeAutomations(nudge);
        configured.create();
        configured.awaitThatTheEngineKnows();
        return configured;
    }

    private void create() {
        Client creator = nudge.user(ORGANIZATION, CREATOR);
        settings();
        template(creator, "hot-sms", Map.of("channel", "sms", "body",
                "Hello{{#firstName}} {{firstName}}{{/firstName}}, you came from {{source}} {{totalVisits}} times."));
        template(creator, "hot-email", Map.of("channel", "email", "subject", "About {{specialization}}", "body",
                "As a {{occupation}} you may like <b>{{specialization}}</b>."));
        template(creator, "follow-up", Map.of("body", "Are you still interested?"));
        String hotLeads = automation(creator, HOT_LEADS);
        String followUp = automation(creator, FOLLOW_UP);
        String officeHours = automation(creator, OFFICE_HOURS);
        preference(OWNERS.get(0), hotLeads, Map.of("enabled", true));
        preference(OWNERS.get(0), followUp, Map.of("enabled", true, "userSmsNotification", Map.of("enabled", true,
                "phoneNumbers", List.of("+351911111111"), "message", "Follow up!")));
        preference(OWNERS.get(0), officeHours, Map.of("enabled", true));
        preference(OWNERS.get(1), hotLeads, Map.of("enabled", true));
        preference(OWNERS.get(1), followUp, Map.of("enabled", true));
        preference(OWNERS.get(1), officeHours, Map.of("enabled", false));
        preference(OWNERS.get(2), followUp, Map.of("enabled", true));
        preference(OWNERS.get(2), followUp, Map.of("enabled", false));
        preference(OWNERS.get(2), officeHours, Map.of("enabled", true));
    }

    /** The test data is of the past, and has more events in an hour than would be usual (E8, S13). */
    private void settings() {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("maxEventAge", null);
        settings.put("ceilingPerHour", 1_000);
        Map<String, Object> saved = notNull(nudge.admin(ORGANIZATION, CREATOR).put("/api/organization", settings));
        configuration.add(model -> model.organization(ORGANIZATION, saved));
    }

    private void template(Client creator, String name, Map<String, ?> body) {
        Map<String, Object> template = notNull(creator.put("/api/templates/" + name, body));
        configuration.add(model -> model.template(ORGANIZATION, name, template));
    }

    private String automation(Client creator, String json) {
        Map<String, Object> body = notNull(
                Json.object(JsonCodec.readObject(json.getBytes(StandardCharsets.UTF_8)).orThrow()));
        Map<String, @Nullable Object> answer = creator.post("/api/automations", body);
        assertThat(answer).containsEntry("success", true);
        Map<String, Object> automation = notNull((Map<?, ?>) Objects.requireNonNull(answer.get("automation")));
        String id = Objects.requireNonNull(automation.get("_id")).toString();
        Map<String, Object> preference = new LinkedHashMap<>(automation);
        preference.keySet().retainAll(List.of("enabled", "userSmsNotification"));
        configuration.add(model -> model.automation(automation));
        configuration.add(model -> model.preference(ORGANIZATION, CREATOR, id, preference));
        return id;
    }

    private void preference(String userId, String automationId, Map<String, ?> preference) {
        Map<String, Object> saved = notNull(nudge.user(ORGANIZATION, userId)
                .patch("/api/automations/" + automationId + "/preference", preference));
        configuration.add(model -> model.preference(ORGANIZATION, userId, automationId, saved));
    }

    /** The API publishes changes in the order of its answers, and the engine applies them in that order. */
    private void awaitThatTheEngineKnows() {
        Probe.in(nudge).awaitFiring();
    }

    /** The expected results of the records of {@code lead.events}; a misrouted one counts where it was forwarded to. */
    ReferenceReplay expected(List<TopicReader.Entry> leadEvents, int partitions) {
        ReferenceReplay replay = new ReferenceReplay();
        configuration.forEach(change -> change.accept(replay.model()));
        leadEvents.stream().filter(entry -> entry.isAtHome(partitions))
                .forEach(entry -> replay.receive(entry.timestamp(), notNull(entry.json())));
        return replay;
    }

    /** The same object, for APIs without nullness information. */
    private static Map<String, Object> notNull(Map<?, ?> json) {
        Map<String, Object> copy = new LinkedHashMap<>();
        json.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
