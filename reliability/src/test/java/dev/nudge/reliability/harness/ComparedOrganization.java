package dev.nudge.reliability.harness;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The organization whose messages and decisions are compared with those of the reference model. Its configuration is
 * rewritten while events arrive, but without changing any outcome: only versions increase.
 */
final class ComparedOrganization {

    static final String ID = "compared";

    private static final String CREATOR = "carla";

    private static final List<String> AUTOMATIONS = List.of("""
            { "name": "Answers immediately", "event": "message.received", "triggerLogicType": "event",
              "conditions": [ { "any": [ { "field": "lastInboundBody", "op": "contains", "value": "price" },
                                         { "field": "status", "op": "eq", "value": "Won" } ] } ],
              "actions": { "sendMessage": [ { "template": "answer", "channel": "sms" },
                                            { "template": "answer", "channel": "email" } ] } }""", """
            { "name": "Follows up three times", "event": "message.received", "triggerType": "status_change",
              "sourceStatuses": ["New lead", "Contacted"], "maxFollowUpCount": 3,
              "conditions": [ { "field": "lastInboundDirection", "op": "eq", "value": "inbound" } ],
              "triggerLogicType": "timer", "timerLogic": { "delay": 2, "unit": "seconds" },
              "actions": { "sendMessage": [ { "template": "follow-up", "channel": "sms" } ] },
              "userSmsNotification": { "enabled": true, "phoneNumbers": ["+14155551234", "+14155551235"],
                "message": "{{firstName}} is waiting." } }""", """
            { "name": "Thanks for the order", "event": "order.placed", "triggerType": "lead.updated",
              "conditions": [ { "field": "event.data.amount", "op": "gte", "value": 50 } ],
              "triggerLogicType": "timer", "timerLogic": { "delay": 3, "unit": "seconds" }, "cancelOn": ["reply"],
              "actions": { "sendMessage": [ { "template": "missing-template", "channel": "whatsapp" } ] } }""", """
            { "name": "Waits for its opening", "event": "status_change", "triggerLogicType": "event",
              "schedule": { "start": "%s", "end": "%s" }, "maxTransitions": 2,
              "actions": { "sendMessage": [ { "template": "answer", "channel": "email" } ] } }""".formatted(
            hours(6), hours(8)));

    private static final Map<String, String> TEMPLATES = Map.of(
            "answer", "Dear {{firstName}}, we will call {{phone}}.", "follow-up", "Are you still interested?");

    private final Site site;
    private final Map<String, String> templates;
    private final List<String> definitions;
    private final Client creator;
    private final Random random;
    private final Map<String, Map<String, Object>> automations = new LinkedHashMap<>();
    private final List<Consumer<ReferenceModel>> configuration = new ArrayList<>();
    private final List<Runnable> rewrites = new ArrayList<>();
    private int rewritten;

    ComparedOrganization(Site site, long seed) {
        this(site, seed, TEMPLATES, AUTOMATIONS);
    }

    /**
     * @param templates the texts by their names
     * @param definitions the automations as JSON
     */
    ComparedOrganization(Site site, long seed, Map<String, String> templates, List<String> definitions) {
        this.site = site;
        this.templates = templates;
        this.definitions = definitions;
        this.creator = site.user(ID, CREATOR);
        this.random = new Random(seed);
    }

    /** A time some hours from now, so that nothing becomes due while the harness runs. */
    private static LocalTime hours(int hours) {
        return LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS).plusHours(hours);
    }

    void create() {
        templates.forEach((name, text) -> template(name, Map.of("body", text)));
        definitions.forEach(this::automation);
        for (String id : automations.keySet()) {
            preference(RandomEvents.OWNERS.get(0), id, Map.of("enabled", true));
            preference(RandomEvents.OWNERS.get(1), id, Map.of("enabled", false));
        }
    }

    private void template(String name, Map<String, ?> body) {
        Map<String, Object> template = notNull(creator.put("/api/templates/" + name, body));
        configuration.add(model -> model.template(ID, name, template));
        rewrites.add(() -> creator.put("/api/templates/" + name, body));
    }

    private void automation(String json) {
        Map<String, Object> body = notNull(JsonCodec.readObject(json.getBytes(StandardCharsets.UTF_8)).orThrow());
        Map<String, Object> automation = notNull((Map<?, ?>) Objects.requireNonNull(creator.post("/api/automations",
                body).get("automation")));
        String id = Objects.requireNonNull(automation.get("_id")).toString();
        automations.put(id, body);
        Map<String, Object> preference = new LinkedHashMap<>(automation);
        preference.keySet().retainAll(List.of("enabled", "userSmsNotification"));
        configuration.add(model -> model.automation(automation));
        configuration.add(model -> model.preference(ID, CREATOR, id, preference));
        rewrites.add(() -> rename(id));
        rewrites.add(() -> rename(id));
        rewrites.add(() -> creator.patch("/api/automations/" + id + "/preference", preference));
    }

    private void preference(String userId, String automationId, Map<String, ?> preference) {
        Client user = site.user(ID, userId);
        String path = "/api/automations/" + automationId + "/preference";
        Map<String, Object> saved = notNull(user.patch(path, preference));
        configuration.add(model -> model.preference(ID, userId, automationId, saved));
        rewrites.add(() -> user.patch(path, preference));
    }

    private void rename(String id) {
        Map<String, Object> body = new LinkedHashMap<>(Objects.requireNonNull(automations.get(id)));
        body.put("name", "Renamed " + ++rewritten);
        body.remove("userSmsNotification");
        Map<String, @Nullable Object> answer = creator.put("/api/automations/" + id, body);
        if (!(answer.get("automation") instanceof Map<?, ?> saved) || !body.get("name").equals(saved.get("name"))) {
            throw new AssertionError("Expected the automation " + id + " to be renamed but found " + answer);
        }
    }

    /** Rewrites a random part; returns once the API has accepted it. */
    void rewriteSomething() {
        rewrites.get(random.nextInt(rewrites.size())).run();
    }

    /** The expected results of the records of {@code lead.events}; a misrouted one counts where it was forwarded to. */
    ReferenceReplay expected(List<TopicReader.Entry> leadEvents) {
        return expected(leadEvents, _ -> Site.PARTITIONS);
    }

    /** @param partitions how many the topic had at an instant; each lead has its records in the order of partitions */
    ReferenceReplay expected(List<TopicReader.Entry> leadEvents, ToIntFunction<Instant> partitions) {
        ReferenceReplay replay = new ReferenceReplay();
        configuration.forEach(change -> change.accept(replay.model()));
        leadEvents.stream().filter(entry -> ID.equals(entry.get("organizationId")))
                .filter(entry -> !entry.headers().containsKey(RandomEvents.MALFORMED))
                .filter(entry -> entry.isAtHome(partitions.applyAsInt(entry.timestamp())))
                .forEach(entry -> replay.receive(entry.timestamp(), notNull(Json.object(entry.json()))));
        return replay;
    }

    /** The same object, for APIs without nullness information. */
    private static Map<String, Object> notNull(Map<?, ?> json) {
        Map<String, Object> copy = new LinkedHashMap<>();
        json.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
