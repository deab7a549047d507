package dev.nudge.automation;

import dev.nudge.Limits;
import dev.nudge.automation.Automation.CancelOn;
import dev.nudge.condition.ConditionReader;
import dev.nudge.condition.Conditions;
import dev.nudge.condition.RelativeTime;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.UnicodeText;
import dev.nudge.json.Violation;
import dev.nudge.schedule.Delay;
import dev.nudge.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an automation from its document, or returns everything that is wrong with it. The API uses it for request
 * bodies and the engine for stored documents, so that the engine can run every automation that the API accepts.
 */
public final class AutomationReader {

    /** Fields that the server sets or derives; they are accepted in request bodies and ignored. */
    public static final Set<String> SERVER_FIELDS = Set.of("_id", "organizationId", "userId", "createdAt", "updatedAt",
            "version");
    /**
     * Fields of the caller's preference. They are accepted in the automation's body, but stored with the user's
     * preference.
     */
    public static final Set<String> PREFERENCE_FIELDS = Set.of("enabled", "userSmsNotification");
    /** Fields of the automation itself. */
    public static final Set<String> FIELDS = Set.of("name", "description", "event", "triggerType", "sourceStatuses",
            "targetStatuses", "maxTransitions", "conditions", "triggerLogicType", "timerLogic", "steps", "schedule",
            "maxFollowUpCount", "actions",
            "cancelOn", "maxLateness");

    private static final int MAX_LIST_SIZE = 100;
    private static final int MAX_STEPS = 20;

    private AutomationReader() {}

    /** Validates a request body; unknown fields are refused. */
    public static List<Violation> check(Map<String, ? extends @Nullable Object> body) {
        JsonObject object = JsonObject.of(body);
        Set<String> known = new TreeSet<>(FIELDS);
        known.addAll(SERVER_FIELDS);
        known.addAll(PREFERENCE_FIELDS);
        object.allowOnly(known);
        automation(object, "unsaved", "unsaved", "unsaved", 0, ConditionReader.ofRequests());
        PreferenceReader.check(object);
        return object.violations();
    }

    /** Reads a stored document, including its ids and version. */
    public static Reading<Automation> read(Map<String, ? extends @Nullable Object> document) {
        JsonObject object = JsonObject.of(document);
        String id = object.requiredText("_id", Limits.MAX_ID_LENGTH);
        String organizationId = object.requiredText("organizationId", 64);
        String createdBy = object.requiredText("userId", Limits.MAX_ID_LENGTH);
        Integer version = object.integer("version", 1, Integer.MAX_VALUE);
        Automation automation = automation(object, id, organizationId, createdBy, version == null ? 0 : version,
                ConditionReader.ofDocuments());
        return automation == null || !object.violations().isEmpty()
                ? new Reading.Refused<>(object.violations())
                : new Reading.Understood<>(automation);
    }

    private static @Nullable Automation automation(JsonObject object, String id, String organizationId,
            String createdBy, int version, ConditionReader conditionReader) {
        object.requiredText("name", 200);
        object.text("description", 2_000);
        Set<String> eventTypes = eventTypes(object);
        Set<String> sourceStatuses = statuses(object, "sourceStatuses");
        Set<String> targetStatuses = statuses(object, "targetStatuses");
        Integer maxTransitions = object.integer("maxTransitions", 1, Integer.MAX_VALUE);
        Integer maxFollowUps = object.integer("maxFollowUpCount", 1, Integer.MAX_VALUE);
        Conditions conditions = conditionReader.read(object, "conditions");
        List<SendMessage> actions = actions(object);
        Logic logic = logic(object, actions, conditionReader);
        Schedule schedule = ScheduleReader.read(object.object("schedule"));
        Set<CancelOn> cancelOn = cancelOn(object);
        Duration maxLateness = duration(object, "maxLateness");
        if (!object.violations().isEmpty() || logic == null) {
            return null;
        }
        return new Automation(id, organizationId, createdBy, version, eventTypes, sourceStatuses, targetStatuses,
                maxTransitions, conditions, logic, schedule,
                maxFollowUps == null ? defaultFollowUps(logic) : maxFollowUps,
                cancelOn == null ? defaultCancelOn(logic) : cancelOn, maxLateness, actions);
    }

    private static Set<String> statuses(JsonObject object, String name) {
        return object.texts(name, MAX_LIST_SIZE, 200).stream().map(UnicodeText::canonical)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** S6. */
    private static @Nullable Integer defaultFollowUps(Logic logic) {
        return switch (logic) {
            case Logic.OnEvent() -> null;
            case Logic.OnTimer(var _, Logic.Repeated _) -> 1;
            case Logic.OnTimer(var _, Logic.InSteps(List<Step> steps)) -> steps.size();
        };
    }

    /** C4. */
    private static Set<CancelOn> defaultCancelOn(Logic logic) {
        return logic instanceof Logic.OnTimer ? CancelOn.ALL : Set.of();
    }

    private static Set<String> eventTypes(JsonObject object) {
        Set<String> types = new TreeSet<>();
        for (String name : List.of("event", "triggerType")) {
            String type = object.text(name, Limits.MAX_TYPE_LENGTH);
            if (type == null) {
                continue;
            }
            if (!LeadEventReader.isType(type)) {
                object.violation(name, Violation.FORMAT, "Expected an event type such as message.received in \"" + name
                        + "\" but found " + JsonObject.typeOf(type) + ".");
            } else if (type.equals(LeadEvent.TIMER_DUE)) {
                object.violation(name, Violation.UNKNOWN_VALUE,
                        "\"timer.due\" is reserved for the engine. Automations cannot listen to it.");
            }
            types.add(type);
        }
        if (!object.has("event") && !object.has("triggerType")) {
            object.violation("event", Violation.REQUIRED,
                    "\"event\" or \"triggerType\" is required: the type of event that the automation listens to.");
        }
        return Set.copyOf(types);
    }

    private static @Nullable Logic logic(JsonObject object, List<SendMessage> actions,
            ConditionReader conditionReader) {
        String type = object.requiredText("triggerLogicType", 20);
        Delay delay = null;
        Boolean enabled = null;
        JsonObject timer = object.object("timerLogic");
        boolean hasSteps = !object.hasNoElements("steps");
        if (timer != null) {
            timer.allowOnly(Set.of("enabled", "delay", "unit"));
            enabled = timer.bool("enabled");
            delay = hasSteps && !timer.has("delay") && !timer.has("unit") ? null : delay(timer, 1);
        }
        List<Step> steps = steps(object, actions, conditionReader);
        return switch (type) {
            case "event" -> {
                if (hasSteps) {
                    object.violation("steps", Violation.CONFLICT,
                            "\"steps\" need \"triggerLogicType\" \"timer\": event logic fires once for each event.");
                }
                yield new Logic.OnEvent();
            }
            case "timer" -> {
                if (!object.has("timerLogic") && !hasSteps) {
                    object.violation("timerLogic", Violation.REQUIRED, "\"timerLogic\" or \"steps\" is required when"
                            + " \"triggerLogicType\" is \"timer\".");
                }
                boolean isOn = enabled == null || enabled;
                if (hasSteps) {
                    yield new Logic.OnTimer(isOn, new Logic.InSteps(steps));
                }
                yield delay == null ? null : new Logic.OnTimer(isOn, new Logic.Repeated(delay));
            }
            case "" -> null;
            default -> {
                object.violation("triggerLogicType", Violation.UNKNOWN_VALUE,
                        "Expected \"event\" or \"timer\" in \"triggerLogicType\" but found " + JsonObject.typeOf(type)
                                + ".");
                yield null;
            }
        };
    }

    /** S12. An empty list is no steps: some generated clients send one when none are set. */
    private static List<Step> steps(JsonObject object, List<SendMessage> actions,
            ConditionReader conditionReader) {
        List<Step> steps = new ArrayList<>();
        for (JsonObject entry : object.objects("steps", MAX_STEPS)) {
            entry.allowOnly(Set.of("delay", "unit", "actions", "conditions"));
            Delay delay = delay(entry, steps.isEmpty() ? 0 : 1);
            List<SendMessage> own = entry.has("actions") ? actions(entry) : actions;
            Conditions conditions = conditionReader.read(entry, "conditions");
            if (delay != null) {
                steps.add(new Step(delay, own, conditions));
            }
        }
        return List.copyOf(steps);
    }

    private static @Nullable Delay delay(JsonObject timer, int min) {
        String name = timer.requiredText("unit", 20);
        Optional<Delay.Unit> unit = Arrays.stream(Delay.Unit.values())
                .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
        if (unit.isEmpty() && !name.isBlank()) {
            timer.violation("unit", Violation.UNKNOWN_VALUE,
                    "Expected seconds, minutes, hours, days or weeks in \"unit\" but found " + JsonObject.typeOf(name)
                            + ".");
        }
        if (!timer.has("delay")) {
            timer.violation("delay", Violation.REQUIRED, "\"delay\" is required.");
        }
        Integer amount = timer.integer("delay", min, unit.map(Delay.Unit::perYear).orElse(Integer.MAX_VALUE));
        return amount == null || unit.isEmpty() ? null : new Delay(amount, unit.get());
    }

    private static @Nullable Set<CancelOn> cancelOn(JsonObject object) {
        if (!object.has("cancelOn")) {
            return null;
        }
        Set<CancelOn> cancelOn = EnumSet.noneOf(CancelOn.class);
        object.textsByPointer("cancelOn", 10, 40).forEach((at, name) -> {
            switch (name) {
                case "reply" -> cancelOn.add(CancelOn.REPLY);
                case "status_change" -> cancelOn.add(CancelOn.STATUS_CHANGE);
                default -> object.violationAt(at, Violation.UNKNOWN_VALUE,
                        "Expected \"reply\" or \"status_change\" in \"cancelOn\" but found " + JsonObject.typeOf(name)
                                + ".");
            }
        });
        return Set.copyOf(cancelOn);
    }

    private static @Nullable Duration duration(JsonObject object, String name) {
        String text = object.text(name, 20);
        if (text == null) {
            return null;
        }
        Optional<Duration> duration = RelativeTime.duration(text);
        if (duration.isEmpty()) {
            object.violation(name, Violation.FORMAT, "Expected a duration such as 90m, 36h or 7d in \"" + name
                    + "\" but found " + JsonObject.typeOf(text) + ".");
        }
        return duration.orElse(null);
    }

    private static List<SendMessage> actions(JsonObject object) {
        JsonObject actions = object.object("actions");
        if (actions == null) {
            if (!object.has("actions")) {
                object.violation("actions", Violation.REQUIRED, "\"actions\" is required.");
            }
            return List.of();
        }
        actions.allowOnly(Set.of("sendMessage"));
        if (actions.hasNoElements("sendMessage")) {
            actions.violation("sendMessage", Violation.REQUIRED, "Expected 1 to 10 entries in \"sendMessage\".");
        }
        List<SendMessage> messages = new ArrayList<>();
        for (JsonObject entry : actions.objects("sendMessage", 10)) {
            entry.allowOnly(Set.of("template", "channel"));
            String template = entry.requiredText("template", 200);
            String channel = entry.requiredText("channel", 20);
            Channel.named(channel).ifPresentOrElse(
                    known -> messages.add(new SendMessage(template, known)), () -> {
                        if (!channel.isEmpty()) {
                            Channel.refuse(entry, "channel", channel);
                        }
                    });
        }
        return List.copyOf(messages);
    }
}
