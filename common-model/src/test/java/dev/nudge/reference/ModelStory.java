package dev.nudge.reference;

import dev.nudge.reference.ReferenceModel.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The vocabulary of the reference model's examples: one lead, `ana`, of one organization, `org-a`. */
abstract class ModelStory {
    static final String PHONE = "+14155550100";

    final ReferenceModel model = new ReferenceModel();
    Instant now = Instant.parse("2026-04-22T10:00:00Z");
    private final Map<String, Integer> versions = new LinkedHashMap<>();
    private final Map<String, Object> organization = object("_id", "org-a");
    private int events;

    // ---- configuration

    /** An automation of event logic that sends one sms, unless fields say otherwise; its creator's switch is on. */
    void automation(@Nullable Object... fields) {
        Map<String, Object> automation = object("_id", "auto", "organizationId", "org-a", "userId", "creator", "event",
                "lead.updated", "triggerLogicType", "event", "actions", sends("sms"));
        automation.putAll(object(fields));
        String id = String.valueOf(automation.get("_id"));
        automation.put("version", versions.merge(id, 1, Integer::sum));
        model.automation(automation);
        if (automation.get("version").equals(1)) {
            model.preference("org-a", "creator", id, object("enabled", true));
        }
    }

    /** An automation of timer logic with a delay of so many hours. */
    void timerAutomation(int hours, @Nullable Object... fields) {
        Map<String, Object> all = object("triggerLogicType", "timer", "timerLogic",
                object("delay", hours, "unit", "hours"));
        all.putAll(object(fields));
        List<Object> flat = new ArrayList<>();
        all.forEach((name, value) -> flat.addAll(java.util.Arrays.asList(name, value)));
        automation(flat.toArray());
    }

    static Map<String, Object> sends(String... channels) {
        List<Object> actions = new ArrayList<>();
        for (String channel : channels) {
            actions.add(object("template", "hello", "channel", channel));
        }
        return object("sendMessage", actions);
    }

    static Map<String, Object> step(int hours, @Nullable Object... fields) {
        Map<String, Object> step = object("delay", hours, "unit", "hours");
        step.putAll(object(fields));
        return step;
    }

    static Map<String, Object> leaf(String field, String operator, @Nullable Object value) {
        return value == null
                ? object("field", field, "op", operator)
                : object("field", field, "op", operator, "value", value);
    }

    void organization(@Nullable Object... fields) {
        organization.putAll(object(fields));
        model.organization("org-a", new LinkedHashMap<>(organization));
    }

    // ---- events

    static Map<String, Object> updated(@Nullable Object... attributes) {
        return object("type", "lead.updated", "lead", object(attributes));
    }

    static Map<String, Object> event(String type, @Nullable Object... data) {
        return object("type", type, "data", object(data));
    }

    static Map<String, Object> inbound(String body) {
        return event("message.received", "body", body, "channel", "sms");
    }

    static Map<String, Object> statusChange(@Nullable Object from, Object to) {
        return event("status_change", "from", from, "to", to);
    }

    void receive(Map<String, Object> event, @Nullable Object... fields) {
        Map<String, Object> whole = object("id", "event-" + events++, "organizationId", "org-a", "leadId", "ana");
        whole.putAll(event);
        whole.putAll(object(fields));
        model.receive(now, whole);
    }

    void knownLead() {
        receive(updated("phone", PHONE, "email", "ana@example.com"));
    }

    // ---- time

    void pass(Duration time) {
        now = now.plus(time);
    }

    void hours(int hours) {
        pass(Duration.ofHours(hours));
    }

    /** Moves the clock and fires every timer that is due by then, each at its own instant. */
    void advance(int hours) {
        Instant until = now.plus(Duration.ofHours(hours));
        while (!model.waiting().isEmpty() && !model.waiting().getFirst().dueAt().isAfter(until)) {
            Timer timer = model.waiting().getFirst();
            model.receive(timer.dueAt(), model.timerDue(timer));
        }
        now = until;
    }

    /** Fires the first waiting timer now. */
    void fireFirst() {
        model.receive(now, model.timerDue(model.waiting().getFirst()));
    }

    // ---- results

    Map<String, Object> lastDecision() {
        return model.decisions().getLast();
    }

    String last() {
        return lastDecision().get("outcome") + " " + lastDecision().get("reason");
    }

    List<String> answers() {
        return model.decisions().stream().map(decision -> decision.get("outcome") + " " + decision.get("reason"))
                .toList();
    }

    Map<String, Object> lastMessage() {
        return model.messages().getLast();
    }

    List<Object> notes() {
        List<Object> notes = new ArrayList<>();
        Values.list(lastDecision().get("notes")).forEach(note -> notes.add(Values.object(note).get("note")));
        return notes;
    }

    Map<String, Object> lead() {
        return model.lead("org-a", "ana");
    }

    Map<String, Object> conversation() {
        return Values.object(lead().get("conversation"));
    }

    Map<String, Object> attributes() {
        return Values.object(lead().get("attributes"));
    }

    Map<String, Object> progress() {
        return Values.object(Values.object(lead().get("automations")).get("auto"));
    }

    boolean optedOut(String scope) {
        return Boolean.TRUE.equals(Values.object(Values.object(lead().get("optOuts")).get(scope)).get("optedOut"));
    }

    @Nullable
    Instant dueAt() {
        return model.waiting().isEmpty() ? null : model.waiting().getFirst().dueAt();
    }

    // ---- JSON

    static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            object.put(String.valueOf(namesAndValues[index]), namesAndValues[index + 1]);
        }
        return object;
    }

    /** A value in a table: `'text'`, `[a, b]`, `true`, `false`, a number, or a text without quotes. */
    static @Nullable Object parsed(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (value.startsWith("[")) {
            List<Object> values = new ArrayList<>();
            for (String each : value.substring(1, value.length() - 1).split(", ")) {
                values.add(parsed(each));
            }
            return values;
        }
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        return value.startsWith("'") || !value.matches("-?[0-9.]+(E[0-9]+)?")
                ? value.replace("'", "")
                : new BigDecimal(value);
    }
}
