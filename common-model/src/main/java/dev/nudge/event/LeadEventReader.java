package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.schedule.Zones;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a lead event from its JSON, or returns everything that is wrong with it (E1-E4). */
public final class LeadEventReader {

    private static final Pattern TYPE = Pattern
            .compile("[A-Za-z][A-Za-z0-9_.:/-]{0," + (Limits.MAX_TYPE_LENGTH - 1) + "}");
    /** Integers with more digits may have been rounded, which could merge two ids into one. */
    private static final int MAX_DIGITS = 33;
    private static final Set<String> TEXT_ATTRIBUTES = Set.of("ownerId", "status", "phone", "email", "timezone",
            "firstName", "lastName");

    private LeadEventReader() {}

    public static boolean isType(String text) {
        return TYPE.matcher(text).matches();
    }

    public static Reading<LeadEvent> read(Map<?, ?> json) {
        JsonObject event = JsonObject.of(Json.object(json));
        return read(event).<Reading<LeadEvent>>map(Reading.Understood::new)
                .orElseGet(() -> new Reading.Refused<>(event.violations()));
    }

    /**
     * Reads an event that is part of a larger document. Returns empty when the event is invalid; the violations are
     * added to those of the document.
     */
    public static Optional<LeadEvent> read(JsonObject event) {
        int before = event.violations().count();
        Predicate<String> allowed = isEngineEvent(event) ? LeadEventReader::isLegacyId : ExternalId::isValid;
        String id = id(event, "id", allowed);
        String type = matching(event, "type", TYPE, Limits.MAX_TYPE_LENGTH);
        String organizationId = matching(event, "organizationId", LeadKey.ORGANIZATION_ID, 64);
        String leadId = id(event, "leadId", allowed);
        Instant occurredAt = instant(event, "occurredAt");
        Map<String, @Nullable Object> data = object(event, "data");
        Map<String, @Nullable Object> lead = attributes(event);
        readData(event, type);
        if (event.violations().count() > before) {
            return Optional.empty();
        }
        return Optional.of(new LeadEvent(id, type, new LeadKey(organizationId, leadId), occurredAt, data, lead));
    }

    /**
     * The engine's own events. Their lead may have been stored before the rules of {@link ExternalId} applied, so that
     * they accept older ids.
     */
    private static boolean isEngineEvent(JsonObject event) {
        return LeadEvent.TIMER_DUE.equals(event.get("type")) || LeadEvent.MESSAGE_SENT.equals(event.get("type"))
                && event.get("data") instanceof Map<?, ?> data && "automation".equals(data.get("origin"));
    }

    private static boolean isLegacyId(String id) {
        return LeadKey.isValid("any", id);
    }

    /** E1: a text, or an integer, which is converted to its digits; an empty text when the value is invalid. */
    private static String id(JsonObject event, String name, Predicate<String> allowed) {
        String id = event.get(name) instanceof Number number
                ? digits(event, name, number)
                : event.requiredText(name, Limits.MAX_ID_LENGTH);
        if (!id.isBlank() && Json.length(id) <= Limits.MAX_ID_LENGTH && !allowed.test(id)) {
            event.violation(name, Violation.FORMAT, "Expected an id of " + ExternalId.RULE + " in \"" + name
                    + "\" but found " + JsonObject.typeOf(id) + ".");
        }
        return id;
    }

    private static String digits(JsonObject event, String name, Number number) {
        BigDecimal decimal = new BigDecimal(number.toString());
        if (decimal.scale() > 0 || (long) decimal.precision() - decimal.scale() > MAX_DIGITS) {
            event.violation(name, Violation.TYPE, "Expected a text or an integer of at most " + MAX_DIGITS
                    + " digits in \"" + name + "\" but found " + JsonObject.typeOf(number) + ".");
            return "";
        }
        return decimal.toPlainString();
    }

    private static String matching(JsonObject object, String name, Pattern pattern, int maxLength) {
        String text = object.requiredText(name, maxLength);
        if (!text.isBlank() && Json.length(text) <= maxLength && !pattern.matcher(text).matches()) {
            object.violation(name, Violation.FORMAT, "Expected \"" + name + "\" to match " + pattern + " but found "
                    + JsonObject.typeOf(text) + ".");
        }
        return text;
    }

    private static @Nullable Instant instant(JsonObject object, String name) {
        String text = object.text(name, 64);
        if (text == null) {
            return null;
        }
        return Json.instant(text).orElseGet(() -> {
            object.violation(name, Violation.FORMAT,
                    "Expected an ISO-8601 instant such as 2026-04-22T10:14:00.000Z in \""
                            + name + "\" but found " + JsonObject.typeOf(text) + ".");
            return Instant.EPOCH;
        });
    }

    private static Map<String, @Nullable Object> object(JsonObject event, String name) {
        JsonObject object = event.object(name);
        if (object == null) {
            return Map.of();
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.names().forEach(field -> fields.put(field, object.get(field)));
        object.checkStorable(fields);
        return fields;
    }

    private static void readData(JsonObject event, String type) {
        if (event.has("data") && !(event.get("data") instanceof Map<?, ?>)) {
            return; // already recorded as a violation
        }
        JsonObject data = event.object("data");
        switch (type) {
            case LeadEvent.STATUS_CHANGE -> {
                if (data == null) {
                    event.violation("data", Violation.REQUIRED, "A status_change needs \"data\" with \"to\".");
                    return;
                }
                data.requiredText("to", Limits.MAX_EVENT_BYTES);
                data.text("from", Limits.MAX_EVENT_BYTES);
            }
            case LeadEvent.MESSAGE_RECEIVED, LeadEvent.MESSAGE_SENT -> {
                if (data != null) {
                    data.text("channel", Limits.MAX_EVENT_BYTES);
                    data.text("body", Limits.MAX_EVENT_BYTES);
                }
            }
            case LeadEvent.TIMER_DUE -> {
                if (data == null) {
                    event.violation("data", Violation.REQUIRED, "A timer.due needs \"data\".");
                    return;
                }
                data.requiredText("automationId", Limits.MAX_ID_LENGTH);
                for (String number : List.of("run", "followUp")) {
                    if (data.integer(number, 1, Integer.MAX_VALUE) == null && !data.has(number)) {
                        data.violation(number, Violation.REQUIRED, "\"" + number + "\" is required.");
                    }
                }
                data.requiredText("dueAt", 64);
                instant(data, "dueAt");
            }
            default -> {
            }
        }
    }

    /** E2: the attributes in the event. A time zone that is not valid is ignored. */
    private static Map<String, @Nullable Object> attributes(JsonObject event) {
        JsonObject lead = event.object("lead");
        if (lead == null) {
            return Map.of();
        }
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (String name : lead.names()) {
            Object value = lead.get(name);
            checkName(lead, name, name);
            checkNames(lead, name, value, 1);
            if (TEXT_ATTRIBUTES.contains(name)) {
                lead.text(name, name.equals("ownerId") ? Limits.MAX_ID_LENGTH : Limits.MAX_EVENT_BYTES);
            } else if (name.equals("tags")) {
                tags(lead, value);
            }
            if (!(name.equals("timezone") && value instanceof String zone && !Zones.isZone(zone))) {
                attributes.put(name, value);
            }
        }
        lead.checkStorable(attributes);
        return attributes;
    }

    /** Checks names at every stored depth, since attributes become fields of the lead's document. */
    private static void checkNames(JsonObject lead, String field, @Nullable Object value, int depth) {
        if (depth > Limits.MAX_DEPTH) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                checkName(lead, field, String.valueOf(entry.getKey()));
                checkNames(lead, field, entry.getValue(), depth + 1);
            }
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                checkNames(lead, field, element, depth + 1);
            }
        }
    }

    private static void checkName(JsonObject lead, String field, String name) {
        if (name.startsWith("$") || name.contains(".")) {
            lead.violation(field, Violation.FORMAT, () -> "The name of an attribute must not begin with \"$\" or"
                    + " contain \".\", as \"" + JsonObject.shown(name) + "\" does.");
        }
    }

    private static void tags(JsonObject lead, @Nullable Object value) {
        if (value != null && !(value instanceof List<?> list && list.stream().allMatch(String.class::isInstance))) {
            lead.violation("tags", Violation.TYPE,
                    "Expected a list of texts in \"tags\" but found " + JsonObject.typeOf(value) + ".");
        }
    }
}
