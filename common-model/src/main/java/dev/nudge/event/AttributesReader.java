package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.UnicodeText;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the attributes in an event; what cannot be used is left out, with a note (E2). */
final class AttributesReader {

    private static final Set<String> TEXTS = Set.of("ownerId", "status", "phone", "email", "firstName", "lastName");
    private static final int MAX_NAME_IN_NOTE = 100;

    private final EventNotes notes;

    AttributesReader(EventNotes notes) {
        this.notes = notes;
    }

    /** Whether an attribute is one of those that have a meaning for Nudge. */
    static boolean isWellKnown(String name) {
        return TEXTS.contains(name) || name.equals("timezone") || name.equals("tags");
    }

    Map<String, @Nullable Object> read(@Nullable Object lead) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        switch (lead) {
            case Map<?, ?> map -> map.forEach((name, value) -> read(attributes, String.valueOf(name), value));
            case List<?> list when list.isEmpty() -> {
                // PHP's empty object
            }
            case null -> {
                // none
            }
            default -> notes.add(Note.ATTRIBUTE_IGNORED, "lead");
        }
        return attributes;
    }

    private void read(Map<String, @Nullable Object> attributes, String name, @Nullable Object value) {
        if (value == null) {
            if (isName(name)) {
                attributes.put(name, null);
            } else {
                ignore(Note.ATTRIBUTE_IGNORED, name);
            }
            return;
        }
        Optional<?> read = switch (name) {
            case "tags" -> tags(value);
            case "timezone" -> zone(value);
            case String known when TEXTS.contains(known) -> text(known, value);
            default -> custom(name, value);
        };
        read.ifPresentOrElse(usable -> attributes.put(name, usable), () -> noteIgnored(name, value));
    }

    private void noteIgnored(String name, Object value) {
        if (name.equals("timezone")) {
            ignore(Note.TIMEZONE_IGNORED, name);
        } else {
            ignore(!isWellKnown(name) && isTooDeep(value, 1) ? Note.ATTRIBUTES_FULL : Note.ATTRIBUTE_IGNORED, name);
        }
    }

    private void ignore(Note note, String name) {
        notes.add(note, "lead." + Json.cut(name, MAX_NAME_IN_NOTE));
    }

    private static Optional<String> text(String name, Object value) {
        String text = value instanceof Boolean ? null : MessageFields.text(value);
        boolean isTooLong = text != null && name.equals("ownerId") && Json.length(text) > Limits.MAX_ID_LENGTH;
        return isTooLong ? Optional.empty() : Optional.ofNullable(text);
    }

    /** The zone by its IANA name. */
    private static Optional<String> zone(Object value) {
        return value instanceof String text ? Zones.find(text).map(NamedZone::name) : Optional.empty();
    }

    private static Optional<List<String>> tags(Object value) {
        return switch (value) {
            case String text -> Optional.of(Arrays.stream(text.split(",")).map(UnicodeText::trim)
                    .filter(tag -> !tag.isEmpty()).toList());
            case List<?> list when list.stream().allMatch(String.class::isInstance) ->
                Optional.of(list.stream().map(String.class::cast).toList());
            default -> Optional.empty();
        };
    }

    private static Optional<Object> custom(String name, Object value) {
        return isName(name) && namesAreValid(value, 1) && !isTooDeep(value, 1) ? Optional.of(value) : Optional.empty();
    }

    private static boolean isName(String name) {
        return !name.startsWith("$") && !name.contains(".") && name.indexOf('\0') < 0;
    }

    /** Names become fields of the lead's document, at every depth. */
    private static boolean namesAreValid(@Nullable Object value, int depth) {
        if (depth > Limits.MAX_DEPTH) {
            return true;
        }
        return switch (value) {
            case Map<?, ?> map -> map.entrySet().stream().allMatch(
                    entry -> isName(String.valueOf(entry.getKey())) && namesAreValid(entry.getValue(), depth + 1));
            case List<?> list -> list.stream().allMatch(element -> namesAreValid(element, depth + 1));
            case null, default -> true;
        };
    }

    private static boolean isTooDeep(@Nullable Object value, int depth) {
        if (depth > Limits.MAX_DEPTH) {
            return true;
        }
        return switch (value) {
            case Map<?, ?> map -> map.values().stream().anyMatch(inner -> isTooDeep(inner, depth + 1));
            case List<?> list -> list.stream().anyMatch(element -> isTooDeep(element, depth + 1));
            case null, default -> false;
        };
    }
}
