package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Instants;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.UnicodeText;
import dev.nudge.json.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a lead event from its JSON (E1-E3). What cannot be used is ignored, with a note; only an event without a
 * meaning is refused, with everything that is wrong with it (E6).
 */
public final class LeadEventReader {

    private static final String TYPE = "[A-Za-z][A-Za-z0-9_.:/-]{0," + (Limits.MAX_TYPE_LENGTH - 1) + "}";
    /** Integers with more digits may have been rounded, which could merge two ids into one. */
    private static final int MAX_DIGITS = 33;

    private LeadEventReader() {}

    /** Whether the text matches {@link #TYPE}. Every event has a type, so that it is read without a pattern. */
    public static boolean isType(String text) {
        boolean isAllowed = !text.isEmpty() && text.length() <= Limits.MAX_TYPE_LENGTH
                && UnicodeText.isAsciiLetterOrDigit(text.charAt(0)) && text.charAt(0) > '9';
        for (int i = 1; i < text.length() && isAllowed; i++) {
            char c = text.charAt(i);
            isAllowed = UnicodeText.isAsciiLetterOrDigit(c) || "_.:/-".indexOf(c) >= 0;
        }
        return isAllowed;
    }

    public static Reading<LeadEvent> read(Map<?, ?> json) {
        return readParsed(Json.object(json));
    }

    /** @param json in the form of {@link Json}; becomes part of the event */
    static Reading<LeadEvent> readParsed(Map<String, ? extends @Nullable Object> json) {
        JsonObject event = JsonObject.of(json);
        return read(event).<Reading<LeadEvent>>map(Reading.Understood::new)
                .orElseGet(() -> new Reading.Refused<>(event.violations()));
    }

    /**
     * Reads an event that is part of a larger document. Returns empty when the event is invalid; the violations are
     * added to those of the document.
     */
    public static Optional<LeadEvent> read(JsonObject event) {
        int before = event.violations().count();
        checkNumbers(event);
        if (event.violations().count() > before) {
            return Optional.empty();
        }
        Predicate<String> allowed = isEngineEvent(event) ? LeadEventReader::isLegacyId : ExternalId::isValid;
        String id = id(event, "id", allowed);
        String type = matching(event, "type", LeadEventReader::isType, TYPE, Limits.MAX_TYPE_LENGTH);
        String organizationId = matching(event, "organizationId", LeadKey::isOrganizationId, LeadKey.ORGANIZATION_ID,
                64);
        String leadId = id(event, "leadId", allowed);
        EventNotes notes = new EventNotes();
        Instant occurredAt = occurredAt(event.get("occurredAt"), notes);
        Map<String, @Nullable Object> data = isEmptyList(event.get("data")) ? Map.of() : fields(event.object("data"));
        Map<String, @Nullable Object> lead = lead(event, notes);
        readData(event, type, leadId);
        if (event.violations().count() > before) {
            return Optional.empty();
        }
        noteMessage(type, data, notes);
        return Optional.of(new LeadEvent(id, type, new LeadKey(organizationId, leadId), occurredAt, data, lead,
                notes.list(), source(event, id, leadId)));
    }

    /** E6: numbers out of range cannot be stored, and their text may be too long to be built. */
    private static void checkNumbers(JsonObject event) {
        event.nested(Collections.singletonMap("occurredAt", event.get("occurredAt")), event.pointer()).checkNumbers();
        for (String name : List.of("data", "lead")) {
            if (event.get(name) instanceof Map<?, ?> map) {
                event.nested(map, event.pointerTo(name)).checkNumbers();
            }
        }
    }

    /** The event as it was written, with ids as text. */
    private static Map<String, @Nullable Object> source(JsonObject event, String id, String leadId) {
        if (id.equals(event.get("id")) && leadId.equals(event.get("leadId"))) {
            return event.fields();
        }
        Map<String, @Nullable Object> source = new LinkedHashMap<>(event.fields());
        source.put("id", id);
        source.put("leadId", leadId);
        return source;
    }

    /** E1: null when it is absent or ignored. */
    private static @Nullable Instant occurredAt(@Nullable Object value, EventNotes notes) {
        if (value == null || value instanceof String text && UnicodeText.isBlank(text)) {
            return null;
        }
        Optional<Instant> instant = Instants.of(value)
                .filter(found -> !found.isBefore(Instants.EARLIEST_EVENT));
        if (instant.isEmpty()) {
            notes.add(Note.OCCURRED_AT_IGNORED, "occurredAt");
        }
        return instant.orElse(null);
    }

    /** An attribute that cannot be used is ignored (E2), and so are attributes that are no object. */
    private static Map<String, @Nullable Object> lead(JsonObject event, EventNotes notes) {
        if (event.get("lead") instanceof Map<?, ?>) {
            return new AttributesReader(notes).read(fields(event.object("lead")));
        }
        if (event.has("lead") && !isEmptyList(event.get("lead"))) {
            notes.add(Note.ATTRIBUTE_IGNORED, "lead");
        }
        return Map.of();
    }

    /** What some languages write for an empty object. */
    private static boolean isEmptyList(@Nullable Object value) {
        return value instanceof List<?> list && list.isEmpty();
    }

    private static Map<String, @Nullable Object> fields(@Nullable JsonObject object) {
        return object == null ? Map.of() : object.fields();
    }

    /** E3. */
    private static void noteMessage(String type, Map<String, @Nullable Object> data, EventNotes notes) {
        if (type.equals(LeadEvent.MESSAGE_RECEIVED)
                && MessageFields.direction(data.get("direction")) == Direction.UNKNOWN) {
            notes.add(Note.DIRECTION_IGNORED, "data.direction");
        }
        boolean isMessage = type.equals(LeadEvent.MESSAGE_RECEIVED) || type.equals(LeadEvent.MESSAGE_SENT);
        if (isMessage && data.get("body") != null && MessageFields.body(data.get("body")) == null) {
            notes.add(Note.BODY_IGNORED, "data.body");
        }
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

    private static String matching(JsonObject object, String name, Predicate<String> allowed, String pattern,
            int maxLength) {
        String text = object.requiredText(name, maxLength);
        if (!text.isBlank() && Json.length(text) <= maxLength && !allowed.test(text)) {
            object.violation(name, Violation.FORMAT, "Expected \"" + name + "\" to match " + pattern + " but found "
                    + JsonObject.typeOf(text) + ".");
        }
        return text;
    }

    /** What the fields of some types must be, so that the event has a meaning. */
    private static void readData(JsonObject event, String type, String leadId) {
        JsonObject data = event.get("data") instanceof Map<?, ?> map
                ? event.nested(map, event.pointerTo("data"))
                : event.nested(Map.of(), event.pointerTo("data"));
        data.checkStorable(fields(data));
        switch (type) {
            case LeadEvent.STATUS_CHANGE -> {
                if (UnicodeText.isBlank(MessageFields.text(data.get("to")))) {
                    data.violation("to", Violation.REQUIRED,
                            "A status_change needs the new status, a text, in \"data\", \"to\".");
                }
            }
            case LeadEvent.LEAD_MERGED -> {
                String into = id(data, "into", ExternalId::isValid);
                if (!into.isEmpty() && into.equals(leadId)) {
                    data.violation("into", Violation.CONFLICT,
                            "Expected the id of another lead in \"into\" but found the lead's own.");
                }
            }
            case LeadEvent.RUN_CANCELLED -> data.requiredText("automationId", Limits.MAX_ID_LENGTH);
            case LeadEvent.TIMER_DUE -> {
                data.requiredText("automationId", Limits.MAX_ID_LENGTH);
                for (String number : List.of("run", "followUp")) {
                    if (data.integer(number, 1, Integer.MAX_VALUE) == null && !data.has(number)) {
                        data.violation(number, Violation.REQUIRED, "\"" + number + "\" is required.");
                    }
                }
                String dueAt = data.requiredText("dueAt", 64);
                if (!dueAt.isEmpty() && Json.instant(dueAt).isEmpty()) {
                    data.violation("dueAt", Violation.FORMAT, "Expected an ISO-8601 instant such as"
                            + " 2026-04-22T10:14:00.000Z in \"dueAt\" but found " + JsonObject.typeOf(dueAt) + ".");
                }
            }
            default -> {
            }
        }
    }
}
