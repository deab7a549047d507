package dev.nudge.message;

import dev.nudge.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a template (F6): the lead's attributes, as {@code <path>} and {@code lead.<path>}, {@code
 * event.type} and {@code event.data.<path>}. An attribute named {@code lead} or {@code event} takes precedence for its
 * own name.
 *
 * @param lead the lead's attributes
 * @param eventType null where there is no event, as in a preview
 */
public record Variables(Map<String, ?> lead, @Nullable String eventType,
        Map<String, ? extends @Nullable Object> eventData) {

    /** The result for an unknown name; null is the result for a value that is missing. */
    static final Object NOT_FOUND = new Object();

    private static final String EVENT_TYPE = "event.type";
    private static final String EVENT_DATA = "event.data.";

    public static Variables of(Map<String, ?> lead) {
        return new Variables(lead, null, Map.of());
    }

    /** The value of a name, or of its first part, outside all sections; or {@link #NOT_FOUND}. */
    @Nullable
    Object get(String name) {
        if (name.equals(EVENT_TYPE)) {
            return eventType;
        }
        if (name.startsWith(EVENT_DATA)) {
            return follow(eventData, name, EVENT_DATA.length());
        }
        if (lead.containsKey(name)) {
            return lead.get(name);
        }
        return switch (name) {
            case "lead" -> lead;
            case "event" -> event();
            default -> NOT_FOUND;
        };
    }

    private Map<String, @Nullable Object> event() {
        Map<String, @Nullable Object> event = new HashMap<>();
        event.put("type", eventType);
        event.put("data", eventData);
        return event;
    }

    /** Whether a dotted name has a value that is not missing. */
    boolean has(String name) {
        Object whole = get(name);
        if (!NOT_FOUND.equals(whole)) {
            return !Json.isMissing(whole);
        }
        int dot = name.indexOf('.');
        Object first = dot < 0 ? NOT_FOUND : get(name.substring(0, dot));
        return !NOT_FOUND.equals(first) && !Json.isMissing(follow(first, name, dot + 1));
    }

    /** The value at the rest of a dotted name; null when there is none. */
    private static @Nullable Object follow(@Nullable Object start, String name, int from) {
        Object value = start;
        for (int at = from, dot; at <= name.length() && value != null; at = dot + 1) {
            dot = name.indexOf('.', at);
            dot = dot < 0 ? name.length() : dot;
            Object member = member(value, name.substring(at, dot));
            value = NOT_FOUND.equals(member) ? null : member;
        }
        return value;
    }

    /** A field of an object or, by index from 0, an element of a list; or {@link #NOT_FOUND}. */
    static @Nullable Object member(Object value, String name) {
        return switch (value) {
            case Variables variables -> variables.get(name);
            case Map<?, ?> map -> map.containsKey(name) ? map.get(name) : NOT_FOUND;
            case List<?> list -> isIndex(name) && Integer.parseInt(name) < list.size()
                    ? list.get(Integer.parseInt(name))
                    : NOT_FOUND;
            default -> NOT_FOUND;
        };
    }

    private static boolean isIndex(String name) {
        return !name.isEmpty() && name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
