package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.UnicodeText;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    Map<String, @Nullable Object> read(Map<String, @Nullable Object> lead) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        lead.forEach((name, value) -> read(attributes, name, value));
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
        Object usable = usable(name, value);
        if (usable != null) {
            attributes.put(name, usable);
            return;
        }
        boolean isUnknownZone = name.equals("timezone") && text(name, value).isPresent();
        ignore(isUnknownZone ? Note.TIMEZONE_IGNORED : Note.ATTRIBUTE_IGNORED, name);
    }

    private @Nullable Object usable(String name, Object value) {
        return switch (name) {
            case "tags" -> tags(value).orElse(null);
            case "timezone" -> text(name, value).flatMap(Zones::find).map(NamedZone::name).orElse(null);
            case String known when TEXTS.contains(known) -> text(known, value).orElse(null);
            default -> isName(name) ? withValidNames(name, value) : null;
        };
    }

    private void ignore(Note note, String name) {
        notes.add(note, "lead." + Json.cut(name, MAX_NAME_IN_NOTE));
    }

    private static Optional<String> text(String name, Object value) {
        String text = MessageFields.text(value);
        boolean isTooLong = text != null && name.equals("ownerId") && Json.length(text) > Limits.MAX_ID_LENGTH;
        return isTooLong ? Optional.empty() : Optional.ofNullable(text);
    }

    private static Optional<List<String>> tags(Object value) {
        return switch (value) {
            case String text -> Optional.of(Arrays.stream(text.split(",")).map(UnicodeText::trim)
                    .filter(tag -> !tag.isEmpty()).toList());
            case List<?> list when list.stream().allMatch(tag -> tag instanceof String || tag instanceof Number) ->
                Optional.of(list.stream().map(MessageFields::text).map(Objects::requireNonNull).toList());
            default -> Optional.empty();
        };
    }

    private static boolean isName(String name) {
        return !name.startsWith("$") && !name.contains(".") && name.indexOf('\0') < 0;
    }

    /** The value without the fields whose names cannot be fields of the lead's document, at every depth. */
    private Object withValidNames(String path, Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> valid = new LinkedHashMap<>();
                map.forEach((key, inner) -> {
                    String name = String.valueOf(key);
                    if (isName(name)) {
                        valid.put(name, inner == null ? null : withValidNames(path + "." + name, inner));
                    } else {
                        ignore(Note.ATTRIBUTE_IGNORED, path + "." + name);
                    }
                });
                yield valid;
            }
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(element -> elements.add(element == null ? null : withValidNames(path, element)));
                yield elements;
            }
            default -> value;
        };
    }
}
