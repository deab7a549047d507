package dev.nudge.reference;

import dev.nudge.reference.EventReading.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an event does to the attributes and the status of its lead (E2, E4). */
final class Attributes {
    static final List<String> WELL_KNOWN_TEXTS = List.of("ownerId", "status", "phone", "email", "timezone",
            "firstName", "lastName");
    private static final int MOST_ATTRIBUTES = 200;
    private static final int LARGEST_SIZE = 64 * 1024;
    private static final int DEEPEST_LEVEL = 32;

    /**
     * E4: the statuses of the event, whether it is a transition, whether it came too late, and whether the lead's
     * status changed.
     */
    record Status(@Nullable String from, @Nullable String to, boolean transition, boolean late, boolean moved) {
        static final Status NONE = new Status(null, null, false, false, false);
    }

    private Attributes() {}

    /** Updates the lead and notes what was ignored. */
    static Status apply(Lead lead, Event event) {
        Map<String, Object> given = read(event);
        boolean late = lead.attributesAt != null && event.occurredAt().isBefore(lead.attributesAt);
        if (!given.isEmpty()) {
            if (late) {
                given.entrySet().removeIf(entry -> !entry.getKey().equals("status")
                        && (entry.getValue() == null || !Values.missing(lead.attributes.get(entry.getKey()))));
            }
            lead.attributesAt = Instants.later(lead.attributesAt, event.occurredAt());
        }
        boolean hasStatus = given.containsKey("status");
        Object givenStatus = given.remove("status");
        Status status = event.statusChange()
                ? statusChange(lead, event)
                : hasStatus ? throughAttributes(lead, event, givenStatus, late) : Status.NONE;
        merge(lead, event, given);
        return status;
    }

    // ---- E2

    /** Notes what is not valid in an event whose attributes are not merged. */
    static void note(Event event) {
        read(event);
    }

    /** The valid attributes of the event; a value of null removes an attribute. */
    private static Map<String, Object> read(Event event) {
        Map<String, Object> given = new LinkedHashMap<>();
        event.attributes().forEach((name, value) -> {
            if (!validName(name)) {
                event.note("ATTRIBUTE_IGNORED", name);
            } else if (value == null) {
                given.put(name, null);
            } else if (name.equals("tags")) {
                putOrNote(event, given, name, tags(value), "ATTRIBUTE_IGNORED");
            } else if (name.equals("timezone") && Values.textOrNumber(value) != null) {
                putOrNote(event, given, name, Zones.name(Values.textOrNumber(value)), "TIMEZONE_IGNORED");
            } else if (WELL_KNOWN_TEXTS.contains(name)) {
                putOrNote(event, given, name, Values.textOrNumber(value), "ATTRIBUTE_IGNORED");
            } else {
                given.put(name, withValidNames(event, name, value));
            }
        });
        return given;
    }

    private static void putOrNote(Event event, Map<String, Object> given, String name, @Nullable Object value,
            String note) {
        if (value == null) {
            event.note(note, name);
        } else {
            given.put(name, value);
        }
    }

    private static boolean validName(String name) {
        return !name.startsWith("$") && !name.contains(".");
    }

    /** A list of text; a text is split at commas. */
    private static @Nullable List<String> tags(Object value) {
        if (value instanceof String text) {
            return Stream.of(text.split(",")).map(Values::trimmed).filter(tag -> !tag.isEmpty()).toList();
        }
        if (!(value instanceof List<?> list)) {
            return null;
        }
        List<String> tags = new ArrayList<>();
        for (Object element : list) {
            String tag = Values.textOrNumber(element);
            if (tag == null) {
                return null;
            }
            tags.add(tag);
        }
        return tags;
    }

    /** The value without the names that begin with `$` or contain `.` at any depth. */
    private static @Nullable Object withValidNames(Event event, String path, @Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(withValidNames(event, path, element)));
            return elements;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> valid = new LinkedHashMap<>();
        map.forEach((name, inner) -> {
            if (validName(String.valueOf(name))) {
                valid.put(String.valueOf(name), withValidNames(event, path + "." + name, inner));
            } else {
                event.note("ATTRIBUTE_IGNORED", path + "." + name);
            }
        });
        return valid;
    }

    private static boolean custom(String name) {
        return !WELL_KNOWN_TEXTS.contains(name) && !name.equals("tags");
    }

    private static void merge(Lead lead, Event event, Map<String, Object> given) {
        Map<String, Object> merged = merged(lead, given);
        boolean tooDeep = given.values().stream().anyMatch(value -> Values.depth(value) > DEEPEST_LEVEL);
        boolean adds = given.entrySet().stream().anyMatch(entry -> custom(entry.getKey()) && entry.getValue() != null);
        if (adds && (merged.size() > MOST_ATTRIBUTES || Values.size(merged) > LARGEST_SIZE || tooDeep)) {
            event.note("ATTRIBUTES_FULL", null);
            given.entrySet().removeIf(entry -> custom(entry.getKey()) && entry.getValue() != null);
            merged = merged(lead, given);
        }
        lead.attributes.clear();
        lead.attributes.putAll(merged);
    }

    private static Map<String, Object> merged(Lead lead, Map<String, Object> given) {
        Map<String, Object> merged = new LinkedHashMap<>(lead.attributes);
        given.forEach((name, value) -> {
            if (value == null) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        return merged;
    }

    // ---- E4

    private static Status statusChange(Lead lead, Event event) {
        String current = lead.status();
        String to = EventReading.status(event.data().get("to"));
        String named = EventReading.status(event.data().get("from"));
        String from = named == null ? current : named;
        boolean transition = !Values.sameStatus(from, to);
        if (late(lead, event, to)) {
            event.note("STATUS_LATE", "data.to");
            return new Status(from, to, transition, true, false);
        }
        boolean moved = !Values.sameStatus(current, to);
        if (transition) {
            set(lead, event, to, from);
        } else if (moved) {
            set(lead, event, to, current);
        }
        return new Status(from, to, transition, false, moved);
    }

    private static Status throughAttributes(Lead lead, Event event, @Nullable Object given,
            boolean onlyMissing) {
        String current = lead.status();
        String to = Values.missing(given) ? null : Values.text(given);
        if (late(lead, event, to)) {
            event.note("STATUS_LATE", "status");
            return new Status(current, to, false, true, false);
        }
        if (onlyMissing && (current != null || to == null)) {
            return Status.NONE; // E2
        }
        boolean moved = !Values.sameStatus(current, to);
        set(lead, event, to, moved ? current : lead.previousStatus);
        return new Status(current, to, false, false, moved);
    }

    private static boolean late(Lead lead, Event event, @Nullable String to) {
        return lead.statusChangedAt != null && event.occurredAt().isBefore(lead.statusChangedAt)
                && !Values.sameStatus(lead.status(), to);
    }

    /** The status is kept as written; `statusChangedAt` moves only when the status changes. */
    private static void set(Lead lead, Event event, @Nullable String to, @Nullable String previous) {
        if (!Values.sameStatus(lead.status(), to)) {
            lead.statusChangedAt = Instants.later(lead.statusChangedAt, event.occurredAt());
        }
        lead.previousStatus = previous;
        if (to == null) {
            lead.attributes.remove("status");
        } else {
            lead.attributes.put("status", to);
        }
    }
}
