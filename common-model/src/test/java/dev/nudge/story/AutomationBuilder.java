package dev.nudge.story;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds an automation's document. The default is event logic that sends {@code hello} by SMS. */
public final class AutomationBuilder {

    private final Map<String, @Nullable Object> document = new LinkedHashMap<>();
    private final List<Map<String, ?>> actions = new ArrayList<>();
    private final List<Map<String, ?>> conditions = new ArrayList<>();

    AutomationBuilder() {
        document.put("_id", "follow-up");
        document.put("organizationId", Story.ORGANIZATION);
        document.put("userId", Story.CREATOR);
        document.put("version", 1);
        document.put("name", "Follow-up");
        document.put("triggerLogicType", "event");
    }

    /** Sets the id. */
    public AutomationBuilder named(String id) {
        return with("_id", id);
    }

    public AutomationBuilder of(String organizationId) {
        return with("organizationId", organizationId);
    }

    public AutomationBuilder createdBy(String userId) {
        return with("userId", userId);
    }

    public AutomationBuilder version(int version) {
        return with("version", version);
    }

    /** Sets {@code event}, the event type that it listens to. */
    public AutomationBuilder startedBy(String eventType) {
        return with("event", eventType);
    }

    /** Sets {@code triggerType}, the second event type that it listens to. */
    public AutomationBuilder orBy(String eventType) {
        return with("triggerType", eventType);
    }

    public AutomationBuilder from(String... statuses) {
        return with("sourceStatuses", List.of(statuses));
    }

    public AutomationBuilder towards(String... statuses) {
        return with("targetStatuses", List.of(statuses));
    }

    /** Sets timer logic with a delay of elapsed time. */
    public AutomationBuilder after(Duration delay) {
        if (delay.toSeconds() % 3600 == 0) {
            return after(delay.toHours(), "hours");
        }
        return delay.toSeconds() % 60 == 0
                ? after(delay.toMinutes(), "minutes")
                : after(delay.toSeconds(), "seconds");
    }

    /** Sets timer logic with a delay in any unit of the contract. */
    public AutomationBuilder after(long delay, String unit) {
        return with("triggerLogicType", "timer").with("timerLogic", Map.of("delay", delay, "unit", unit));
    }

    /** Sets timer logic with steps. */
    public AutomationBuilder inSteps(StepBuilder... steps) {
        return with("triggerLogicType", "timer").with("steps", Stream.of(steps).map(StepBuilder::toJson).toList());
    }

    public AutomationBuilder withTimerOff() {
        return with("triggerLogicType", "timer")
                .with("timerLogic", Map.of("enabled", false, "delay", 24, "unit", "hours"));
    }

    public AutomationBuilder when(String field, String operator, Object value) {
        conditions.add(Map.of("field", field, "op", operator, "value", value));
        return this;
    }

    public AutomationBuilder when(String field, String operator) {
        conditions.add(Map.of("field", field, "op", operator));
        return this;
    }

    public AutomationBuilder sends(String template) {
        return sends(template, "sms");
    }

    public AutomationBuilder sends(String template, String channel) {
        actions.add(Map.of("template", template, "channel", channel));
        return this;
    }

    public AutomationBuilder between(String start, String end) {
        return schedule("start", start).schedule("end", end);
    }

    public AutomationBuilder in(String timezone) {
        return schedule("timezone", timezone);
    }

    public AutomationBuilder on(String... days) {
        return schedule("days", List.of(days));
    }

    private AutomationBuilder schedule(String name, Object value) {
        Map<String, Object> schedule = new LinkedHashMap<>();
        if (document.get("schedule") instanceof Map<?, ?> known) {
            known.forEach((key, each) -> schedule.put((String) key, each));
        }
        schedule.put(name, value);
        return with("schedule", schedule);
    }

    public AutomationBuilder atMostRuns(int maxTransitions) {
        return with("maxTransitions", maxTransitions);
    }

    public AutomationBuilder followingUp(int maxFollowUpCount) {
        return with("maxFollowUpCount", maxFollowUpCount);
    }

    public AutomationBuilder cancelledOn(String... causes) {
        return with("cancelOn", List.of(causes));
    }

    public AutomationBuilder notLaterThan(String maxLateness) {
        return with("maxLateness", maxLateness);
    }

    /** Sets any field to the given value; null removes it. */
    public AutomationBuilder with(String field, @Nullable Object value) {
        if (value == null) {
            document.remove(field);
        } else {
            document.put(field, value);
        }
        return this;
    }

    /** The document as it would be stored. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(document);
        if (!conditions.isEmpty()) {
            json.putIfAbsent("conditions", List.copyOf(conditions));
        }
        json.putIfAbsent("actions", Map.of("sendMessage",
                actions.isEmpty() ? List.of(Map.of("template", "hello", "channel", "sms")) : List.copyOf(actions)));
        return json;
    }

    Automation read() {
        return AutomationReader.read(toJson()).orThrow();
    }

    /** The violations on save, each as {@code pointer: sentence}. */
    public List<String> refusals() {
        return switch (AutomationReader.read(toJson())) {
            case Reading.Understood<Automation> _ -> List.of();
            case Reading.Refused<Automation>(var violations) -> violations.stream()
                    .map(Violation::toString).toList();
        };
    }
}
