package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's decisions and messages equal those of the simulation, for each event, including timers (R2). */
class SimulationMatchesEngineTest {

    private static final String CONDITIONS = """
            [ { "any": [ { "field": "event.data.body", "op": "matches", "value": "(?i)garden|balcony" },
                         { "field": "inboundCount", "op": "gte", "value": 3 } ] },
              { "field": "price", "op": "between", "value": [0.1, 900000] },
              { "not": { "field": "unknown.field", "op": "eq", "value": "x" } } ]""";

    /** Fires immediately, on three channels of which the lead has one or two. */
    private static final String AT_ONCE = """
            { "name": "At once", "event": "message.received", "triggerLogicType": "event",
              "sourceStatuses": ["New lead", "Contacted"], "conditions": %s,
              "actions": { "sendMessage": [ { "template": "hello", "channel": "sms" },
                { "template": "missing-template", "channel": "email" },
                { "template": "hello", "channel": "webhook" } ] } }""".formatted(CONDITIONS);

    private static final String TWICE = """
            { "name": "Twice", "event": "message.received", "triggerType": "status_change",
              "sourceStatuses": ["New lead"], "maxTransitions": 1, "maxFollowUpCount": 2, "triggerLogicType": "timer",
              "timerLogic": { "delay": 1, "unit": "seconds" },
              "conditions": [ { "field": "inboundCount", "op": "gte", "value": 1 } ],
              "actions": { "sendMessage": [ { "template": "hello", "channel": "sms" } ] } }""";

    private static final String UNTIL_NEXT_MESSAGE = """
            { "name": "Until the next message", "event": "viewing.asked", "maxFollowUpCount": 3,
              "triggerLogicType": "timer", "timerLogic": { "delay": 1, "unit": "seconds" },
              "conditions": [ { "field": "lastMessageDirection", "op": "eq", "value": "inbound" } ],
              "actions": { "sendMessage": [ { "template": "hello", "channel": "whatsapp" } ] } }""";

    private static final String ANOTHER_DAY = """
            { "name": "Another day", "event": "status_change", "triggerLogicType": "event",
              "conditions": [ { "field": "status", "op": "changedTo", "value": "Contacted" } ],
              "schedule": { "start": "09:00", "end": "18:00", "days": ["ANOTHER"], "timezone": "Europe/Lisbon" },
              "actions": { "sendMessage": [ { "template": "hello", "channel": "sms" } ] } }""";

    private static final String SWITCHED_OFF = """
            { "name": "Switched off", "event": "message.received", "triggerLogicType": "timer",
              "timerLogic": { "enabled": false, "delay": 1, "unit": "days" },
              "actions": { "sendMessage": [ { "template": "hello", "channel": "sms" } ] } }""";

    private static final String MIA = """
            "leadId": "mia", "lead": { "status": "New lead", "firstName": "Mia", "phone": "+14155550100", "price": 0.5 }""";

    private static final List<String> EVENTS = List.of(
            """
            { "id": "e1", "type": "message.received", %s, "data": { "channel": "sms", "body": "Is there a GARDEN?" } }"""
                    .formatted(MIA),
            """
            { "id": "e2", "type": "message.received", "leadId": "leo", "data": { "channel": "sms", "body": "Hello" },
              "lead": { "ownerId": "bob", "status": "New lead", "email": "leo@example.com" } }""", """
            { "id": "e3", "type": "status_change", "leadId": "mia", "data": { "to": "Contacted" } }""", """
            { "id": "e4", "type": "message.received", "leadId": "zoe", "data": { "channel": "sms", "body": "A balcony?" },
              "lead": { "status": "Old", "firstName": "Zoe", "phone": "+14155550102" } }""", """
            { "id": "e5", "type": "viewing.asked", "leadId": "zoe", "data": { "day": 3 } }""",
            """
            { "id": "e6", "type": "message.received", "leadId": "mia", "data": { "channel": "sms", "body": "Stop." } }""",
            """
            { "id": "e7", "type": "message.received", "leadId": "mia", "data": { "channel": "sms", "body": "garden" } }""",
            """
            { "id": "e8", "type": "message.received", "leadId": "leo", "data": { "direction": "outbound" } }""");

    /** The fields that depend on the time of the decision. */
    private static final List<String> MOMENTS = List.of("at", "sequence", "dueAt");
    /** The same fields for a timer, whose event id contains its due instant. */
    private static final List<String> TIMER_MOMENTS = List.of("at", "sequence", "dueAt", "id", "eventId");

    @TempDir
    static Path directory;
    static StandaloneProcess nudge;
    static Client ana;

    private final List<String> automations = new ArrayList<>();
    private final Set<String> reasons = new HashSet<>();

    @BeforeAll
    static void start() {
        nudge = new StandaloneProcess(directory).start();
        ana = nudge.user("org-1", "ana");
    }

    @AfterAll
    static void stop() {
        nudge.close();
    }

    @Test // R2
    void the_engine_decides_as_simulated() {
        ana.put("/api/templates/hello", Map.of("body", "Hello{{#firstName}} {{firstName}}{{/firstName}}, {{price}}"));
        DayOfWeek another = Instant.now().atOffset(ZoneOffset.UTC).getDayOfWeek().plus(3);
        for (String automation : List.of(AT_ONCE, TWICE, UNTIL_NEXT_MESSAGE,
                ANOTHER_DAY.replace("ANOTHER", another.name().substring(0, 3)), SWITCHED_OFF)) {
            automations.add(Objects.requireNonNull(
                    object(ana.post("/api/automations", json(automation)).get("automation")).get("_id")).toString());
        }
        Client bob = nudge.user("org-1", "bob");
        bob.patch("/api/automations/" + automations.get(0) + "/preference", Map.of("enabled", false));
        bob.patch("/api/automations/" + automations.get(1) + "/preference", Map.of("enabled", true,
                "userSmsNotification",
                Map.of("enabled", true, "phoneNumbers", List.of("+351911111111"), "message", "For {{email}}")));
        Probe.in(nudge).awaitFiring();

        for (String event : EVENTS) {
            assertMatches(json(event));
        }

        assertThat(reasons).as("compared reasons").contains("IMMEDIATE", "TIMER_SET", "TIMER_DUE", "CONDITIONS",
                "OUTSIDE_SCHEDULE", "MAX_TRANSITIONS", "OPTED_OUT", "SOURCE_STATUS", "PREFERENCE_OFF",
                "NO_PREFERENCE", "NOT_INBOUND", "TIMER_OFF");
    }

    private void assertMatches(Map<String, @Nullable Object> event) {
        nudge.awaitDrained();
        String lead = String.valueOf(event.get("leadId"));
        Set<Object> before = decisions(lead).stream().map(decision -> decision.get("id")).collect(Collectors.toSet());
        Map<String, Map<String, @Nullable Object>> simulated = new LinkedHashMap<>();
        automations.forEach(id -> simulated.put(id,
                ana.post("/api/automations/" + id + "/simulate", Map.of("event", event))));

        ana.post("/api/events", event);
        nudge.awaitDrained();

        List<Map<String, @Nullable Object>> decided = decisions(lead).stream()
                .filter(decision -> !before.contains(decision.get("id"))).toList();
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        simulated.forEach((id, answer) -> {
            List<Map<String, @Nullable Object>> real = decided.stream()
                    .filter(decision -> id.equals(decision.get("automationId"))).toList();
            List<Map<String, @Nullable Object>> expected = new ArrayList<>();
            if (answer.get("ended") != null) {
                expected.addAll(objects(answer.get("ended")));
            }
            if (answer.get("decision") != null) {
                expected.add(object(answer.get("decision")));
            }
            assertThat(without(MOMENTS, real.stream().filter(one -> !isTimer(one)).toList()))
                    .as("decisions of %s about %s", id, event)
                    .containsExactlyInAnyOrderElementsOf(without(MOMENTS, expected));
            messages.addAll(objects(answer.get("messages")));
            List<Map<String, @Nullable Object>> soon = objects(answer.get("followUps")).stream()
                    .filter(followUp -> Instant.parse(String.valueOf(followUp.get("at")))
                            .isBefore(Instant.now()))
                    .toList();
            assertThat(without(TIMER_MOMENTS, real.stream().filter(SimulationMatchesEngineTest::isTimer).toList()
                    .reversed())).as("follow-ups of %s after %s", id, event).isEqualTo(without(TIMER_MOMENTS,
                            soon.stream().map(followUp -> object(followUp.get("decision"))).toList()));
            soon.forEach(followUp -> messages.addAll(objects(followUp.get("messages"))));
        });
        decided.forEach(decision -> reasons.add(String.valueOf(decision.get("reason"))));
        assertThat(decided).as("decisions about %s", event).isNotEmpty();
        Map<Object, Map<String, @Nullable Object>> sent = sent(lead);
        assertThat(messages).allSatisfy(message -> assertThat(
                Objects.requireNonNull(sent.get(message.get("id")), "the message")).containsEntry("text",
                        message.get("text"))
                .containsEntry("to", message.get("to")));
        assertThat(messages).hasSize((int) decided.stream()
                .mapToLong(decision -> ((List<?>) Objects.requireNonNull(decision.get("messageIds"))).size()).sum());
    }

    private static boolean isTimer(Map<String, @Nullable Object> decision) {
        return "timer.due".equals(decision.get("eventType"));
    }

    /** Newest first. */
    private static List<Map<String, @Nullable Object>> decisions(String lead) {
        return ana.send("GET", "/api/leads/" + lead, null).statusCode() == 404
                ? List.of()
                : objects(ana.get("/api/leads/" + lead + "/decisions?limit=100").get("items"));
    }

    /** Messages by id; those whose text is unknown to the engine have none. */
    private static Map<Object, Map<String, @Nullable Object>> sent(String lead) {
        Map<Object, Map<String, @Nullable Object>> sent = new LinkedHashMap<>();
        objects(ana.get("/api/messages?limit=100&leadId=" + lead).get("items")).forEach(message -> {
            message.putIfAbsent("text", null);
            sent.put(Objects.requireNonNull(message.get("id")), message);
        });
        return sent;
    }

    /** The instant of an opening does not depend on the time of the decision. */
    private static List<Map<String, @Nullable Object>> without(List<String> moments,
            List<Map<String, @Nullable Object>> decisions) {
        return decisions.stream().map(decision -> {
            Map<String, @Nullable Object> rest = new LinkedHashMap<>(decision);
            rest.keySet().removeIf(name -> moments.contains(name)
                    && !(name.equals("dueAt") && "DEFERRED".equals(decision.get("outcome"))));
            return rest;
        }).toList();
    }

    private static Map<String, @Nullable Object> json(String text) {
        return Json.object(JsonCodec.readObject(text.getBytes(StandardCharsets.UTF_8)).orThrow());
    }

    private static Map<String, @Nullable Object> object(@Nullable Object json) {
        return Json.object((Map<?, ?>) Objects.requireNonNull(json));
    }

    private static List<Map<String, @Nullable Object>> objects(@Nullable Object json) {
        return ((List<?>) Objects.requireNonNull(json)).stream().map(SimulationMatchesEngineTest::object).toList();
    }
}
