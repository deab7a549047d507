package dev.nudge.story;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lead events at each limit separately and at all limits at once, by the name of the limit. Each has a phone number.
 */
public final class EventsAtLimits {

    public static final String PHONE = "+14155550100";

    private static final BigDecimal LARGEST = new BigDecimal("9.999999999999999999999999999999999E+6144");
    private static final BigDecimal SMALLEST = new BigDecimal("1.234567890123456789012345678901234E-6143");

    private EventsAtLimits() {}

    public static Map<String, Map<String, Object>> of(String organizationId) {
        Map<String, Map<String, Object>> events = new LinkedHashMap<>();
        events.put("depth", event(organizationId, "depth", Map.of("deep", deep()), Map.of("deep", deep())));
        events.put("attributes", event(organizationId, "attributes", Map.of(), attributes(Map.of())));
        events.put("bytes", filled(event(organizationId, "bytes", Map.of(), Map.of())));
        events.put("numbers", event(organizationId, "numbers", numbers(), numbers()));
        events.put("nul",
                event(organizationId, "nul", Map.of("body", "a\0b"), Map.of("city", "\0", "firstName", "A\0")));
        events.put("ids", ids(event(organizationId, "ids", Map.of(), Map.of())));
        Map<String, Object> inner = new LinkedHashMap<>(numbers());
        inner.put("deep", deep());
        inner.put("city", "\0");
        events.put("everything", filled(ids(event(organizationId, "everything", inner, attributes(inner)))));
        return events;
    }

    private static Map<String, Object> event(String organizationId, String name, Map<String, Object> data,
            Map<String, Object> lead) {
        Map<String, Object> attributes = new LinkedHashMap<>(lead);
        attributes.put("phone", PHONE);
        return new LinkedHashMap<>(
                Map.of("id", "evt-" + name, "type", "limit.reached", "organizationId", organizationId,
                        "leadId", "lead-" + name, "data", new LinkedHashMap<>(data), "lead", attributes));
    }

    /** A value with the maximum number of levels. */
    private static Object deep() {
        Object value = "deepest";
        for (int level = 1; level < Limits.MAX_DEPTH; level++) {
            value = level % 2 == 0 ? Map.of("level", value) : List.of(value);
        }
        return value;
    }

    private static Map<String, Object> numbers() {
        return Map.of("large", LARGEST, "negative", LARGEST.negate(), "small", SMALLEST, "minus", SMALLEST.negate(),
                "whole", Long.MAX_VALUE, "one", new BigDecimal("0.1"));
    }

    /** Adds attributes up to the maximum number and size, with room for the phone number. */
    private static Map<String, Object> attributes(Map<String, Object> others) {
        Map<String, Object> attributes = new LinkedHashMap<>(others);
        for (int i = attributes.size(); i < Limits.MAX_ATTRIBUTES - 1; i++) {
            attributes.put("attribute" + i, i);
        }
        attributes.put("attribute198", "");
        Map<String, Object> withPhone = new LinkedHashMap<>(attributes);
        withPhone.put("phone", PHONE);
        attributes.put("attribute198", "x".repeat(Limits.MAX_ATTRIBUTES_BYTES - Json.size(withPhone)));
        return attributes;
    }

    /** Adds a text to the event's data so that the event's JSON has the maximum size. */
    private static Map<String, Object> filled(Map<String, Object> event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(event.get("data") instanceof Map<?, ?> map
                ? Json.object(map)
                : Map.of());
        data.put("note", "");
        event.put("data", data);
        data.put("note", "x".repeat(Limits.MAX_EVENT_BYTES - JsonCodec.write(event).length));
        return event;
    }

    /** The longest ids and type, from characters of maximum size in UTF-8 and characters with a meaning in paths. */
    private static Map<String, Object> ids(Map<String, Object> event) {
        String awkward = "a/.../%2e b;c\\?d#e&f=g+h:\"'<>{}|^`~é";
        event.put("id", padded(awkward + event.get("id")));
        event.put("leadId", padded(awkward + event.get("leadId")));
        event.put("type", "T".repeat(Limits.MAX_TYPE_LENGTH));
        return event;
    }

    private static String padded(String id) {
        return id + "\ud83d\ude00".repeat(Limits.MAX_ID_LENGTH - Json.length(id));
    }
}
