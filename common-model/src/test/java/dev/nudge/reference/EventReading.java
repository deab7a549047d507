package dev.nudge.reference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says, without regard to the state of its lead (E1, E3, E4, E6, E9, E10). */
final class EventReading {
    static final List<String> CHANNELS = List.of("sms", "whatsapp", "email", "webhook");
    private static final int LARGEST_EVENT = 256 * 1024;

    /** E3: the direction of a message; IGNORED is one that cannot be read. */
    enum Direction {
        INBOUND,
        OUTBOUND,
        IGNORED,
        NO_MESSAGE
    }

    /** A lead event as it was read. `data` is as it came; `channel` and `body` are as E3 reads them. */
    record Event(String id, String type, String organizationId, String leadId, Map<String, Object> data,
            Map<String, Object> attributes, Instant occurredAt, Direction direction, @Nullable String channel,
            @Nullable String body, boolean own, boolean automatic, List<Map<String, Object>> notes) {
        boolean statusChange() {
            return type.equals("status_change");
        }

        boolean inbound() {
            return direction == Direction.INBOUND;
        }

        void note(String note, @Nullable String field) {
            notes.add(EventReading.note(note, field));
        }

        boolean noted(String note) {
            return notes.stream().anyMatch(each -> note.equals(each.get("note")));
        }
    }

    private EventReading() {}

    static Map<String, Object> note(String note, @Nullable String field) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("note", note);
        if (field != null) {
            entry.put("field", field);
        }
        return entry;
    }

    // ---- E6: what cannot be understood

    static @Nullable String refusal(Map<String, Object> event) {
        for (String name : List.of("id", "leadId")) {
            if (id(event.get(name)) == null) {
                return "Expected " + name + " to be text of 1 to 128 characters but it is not";
            }
        }
        if (!(event.get("type") instanceof String type && type.matches("[A-Za-z][A-Za-z0-9_.:/-]{0,127}"))) {
            return "Expected type to be a type name but found " + event.get("type");
        }
        if (!(event.get("organizationId") instanceof String organization
                && organization.matches("[A-Za-z0-9_-]{1,64}"))) {
            return "Expected organizationId to be 1 to 64 letters, digits, _ or - but found "
                    + event.get("organizationId");
        }
        Object data = event.get("data");
        if (data != null && !List.of().equals(data) && !(data instanceof Map<?, ?>)) {
            return "Expected data to be an object but it is not";
        }
        if (Values.containsNumberOutsideDecimal128(event)) {
            return "Expected numbers in the range of decimal128 but found another one";
        }
        if (Values.size(event) > LARGEST_EVENT) {
            return "Expected at most 256 KiB but found more";
        }
        return refusalOfData(type, String.valueOf(id(event.get("leadId"))), Values.object(event.get("data")));
    }

    private static @Nullable String refusalOfData(String type, String leadId, Map<String, Object> data) {
        return switch (type) {
            // E4.
            case "status_change" -> status(data.get("to")) == null ? "Expected data.to but found none" : null;
            // E10.
            case "lead.merged" -> {
                String into = id(data.get("into"));
                yield into == null || into.equals(leadId) ? "Expected data.into to be another lead" : null;
            }
            // C6.
            case "lead.run_cancelled" -> data.get("automationId") instanceof String id && !Values.trimmed(id).isEmpty()
                    && id.codePointCount(0, id.length()) <= 128
                            ? null
                            : "Expected data.automationId to be text of 1 to 128 characters but it is not";
            // D1.
            case "timer.due" -> data.get("automationId") instanceof String && Values.integer(data.get("run")) != null
                    && Values.integer(data.get("followUp")) != null && Instants.written(data.get("dueAt")) != null
                            ? null
                            : "Expected automationId, run, followUp and dueAt but found " + data;
            default -> null;
        };
    }

    /** E3: what is refused over HTTP although the topic takes it. */
    static @Nullable String refusalOverHttp(Map<String, Object> event) {
        Map<String, Object> data = Values.object(event.get("data"));
        if (direction(String.valueOf(event.get("type")), data) == Direction.IGNORED) {
            return "Expected data.direction to be inbound or outbound but found " + data.get("direction");
        }
        return "automation".equals(data.get("origin")) && !ownMessageId(data.get("messageId"))
                ? "Expected a messageId of this engine beside origin automation but found " + data.get("messageId")
                : null;
    }

    /** E1: opaque text of 1 to 128 characters; an integer counts as its digits. */
    static @Nullable String id(@Nullable Object value) {
        String text = Values.isInteger(value) ? String.valueOf(value) : Values.text(value);
        if (text == null || Values.trimmed(text).isEmpty() || text.codePointCount(0, text.length()) > 128) {
            return null;
        }
        boolean addressable = !text.equals(".") && !text.equals("..") && !text.contains("/../")
                && text.chars().noneMatch(Character::isISOControl);
        return addressable ? text : null;
    }

    // ---- reading

    static Event read(Map<String, Object> event, Instant recorded) {
        String type = Values.string(event, "type");
        Map<String, Object> data = Values.object(event.get("data"));
        List<Map<String, Object>> notes = new ArrayList<>();
        boolean message = type.equals("message.received") || type.equals("message.sent");
        Direction direction = direction(type, data);
        if (event.get("lead") != null && !List.of().equals(event.get("lead"))
                && !(event.get("lead") instanceof Map<?, ?>)) {
            notes.add(note("ATTRIBUTE_IGNORED", "lead"));
        }
        if (direction == Direction.IGNORED) {
            notes.add(note("DIRECTION_IGNORED", "data.direction"));
        }
        Instant occurredAt = occurredAt(event.get("occurredAt"), recorded, notes);
        return new Event(String.valueOf(id(event.get("id"))), type, Values.string(event, "organizationId"),
                String.valueOf(id(event.get("leadId"))), data, Values.object(event.get("lead")), occurredAt, direction,
                channel(data.get("channel")), message ? body(data.get("body"), notes) : null,
                own(type, direction, data),
                message && automatic(data), notes);
    }

    /** E1. */
    private static Instant occurredAt(@Nullable Object value, Instant recorded, List<Map<String, Object>> notes) {
        if (value == null || value instanceof String text && Values.trimmed(text).isEmpty()) {
            return recorded;
        }
        Instant occurredAt = Instants.occurredAt(value);
        if (occurredAt == null) {
            notes.add(note("OCCURRED_AT_IGNORED", "occurredAt"));
            return recorded;
        }
        return occurredAt.isAfter(recorded) ? recorded : occurredAt;
    }

    /** E3. */
    private static Direction direction(String type, Map<String, Object> data) {
        if (type.equals("message.sent")) {
            return Direction.OUTBOUND;
        }
        if (!type.equals("message.received")) {
            return Direction.NO_MESSAGE;
        }
        Object given = data.get("direction");
        if (given == null || given instanceof String text && Values.trimmed(text).isEmpty()) {
            return Direction.INBOUND;
        }
        if (given instanceof Number number) {
            return Values.same(number, 0)
                    ? Direction.INBOUND
                    : Values.same(number, 1) ? Direction.OUTBOUND : Direction.IGNORED;
        }
        String direction = given instanceof String text ? Values.folded(Values.trimmed(text)) : "";
        if (direction.startsWith("in") || direction.equals("0")) {
            return Direction.INBOUND;
        }
        return direction.startsWith("out") || direction.equals("1") ? Direction.OUTBOUND : Direction.IGNORED;
    }

    /** E3: sms, whatsapp, email, webhook, another name in lower case, or null. */
    static @Nullable String channel(@Nullable Object value) {
        String text = Values.present(value);
        if (text == null) {
            return null;
        }
        String name = text.toLowerCase(Locale.ROOT);
        if (name.contains("whatsapp")) {
            return "whatsapp";
        }
        if (name.endsWith("sms") || List.of("text", "mms", "rcs", "twilio").contains(name)) {
            return "sms";
        }
        return name.endsWith("email") || name.equals("mail") ? "email" : name;
    }

    /** E3: text; a number or boolean counts as its text. */
    private static @Nullable String body(@Nullable Object value, List<Map<String, Object>> notes) {
        if (value == null || value instanceof String) {
            return Values.text(value);
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (!(value instanceof Number)) {
            notes.add(note("BODY_IGNORED", "data.body"));
        }
        return Values.textOrNumber(value);
    }

    /** E3, S1: whether this engine sent it. Any event that says `origin: automation` counts as such. */
    private static boolean own(String type, Direction direction, Map<String, Object> data) {
        boolean recognisable = type.equals("message.sent") || direction == Direction.OUTBOUND;
        return "automation".equals(data.get("origin")) || recognisable && ownMessageId(data.get("messageId"));
    }

    static boolean ownMessageId(@Nullable Object messageId) {
        return messageId instanceof String text && text.matches("m-[0-9a-f]{32}");
    }

    /** E9. */
    private static boolean automatic(Map<String, Object> data) {
        Object automatic = data.get("automatic");
        Object autoSubmitted = data.get("autoSubmitted");
        boolean submitted = !Values.missing(autoSubmitted) && !Boolean.FALSE.equals(autoSubmitted)
                && !(autoSubmitted instanceof String text && Values.folded(Values.trimmed(text)).equals("no"));
        return Boolean.TRUE.equals(automatic)
                || automatic instanceof String text && Values.folded(Values.trimmed(text)).equals("true") || submitted;
    }

    /** E4: a status as text; a number counts as its text; null for everything else. */
    static @Nullable String status(@Nullable Object value) {
        String text = Values.textOrNumber(value);
        return text == null || Values.trimmed(text).isEmpty() ? null : text;
    }
}
