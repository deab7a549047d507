package dev.nudge.testsupport;

import dev.nudge.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The form in which published messages, decisions and events are compared with those of the reference model. Ids are
 * hashes that the two compute differently, so that a decision's message ids are compared by their number; notes are
 * compared by kind; a message's variables are the lead's attributes.
 */
public final class ComparableResult {

    private ComparableResult() {}

    /** The form of a published message, decision or event. */
    public static Map<String, @Nullable Object> ofPublished(Map<String, ? extends @Nullable Object> json) {
        Map<String, @Nullable Object> form = form(json);
        Object failure = form.remove("failure");
        if (failure != null) {
            form.put("failed", failure);
        }
        return form;
    }

    /** The form of a message, decision or event of the reference model. */
    public static Map<String, @Nullable Object> ofReference(Map<String, ? extends @Nullable Object> json) {
        Map<String, @Nullable Object> form = form(json);
        form.computeIfPresent("variables", (_, variables) -> ((Map<?, ?>) variables).get("lead"));
        return form;
    }

    private static Map<String, @Nullable Object> form(Map<String, ? extends @Nullable Object> json) {
        Map<String, @Nullable Object> form = Json.object(json);
        form.values().removeIf(Objects::isNull);
        form.keySet().removeAll(List.of("id", "sequence"));
        form.computeIfPresent("data", (_, data) -> data((Map<?, ?>) data));
        if (form.remove("messageIds") instanceof List<?> ids) {
            form.put("messages", (long) ids.size());
        }
        if (form.get("notes") instanceof List<?> notes) {
            form.put("notes", notes.stream().map(note -> String.valueOf(((Map<?, ?>) note).get("note"))).distinct()
                    .sorted().toList());
        }
        if (form.get("trace") instanceof List<?> trace) {
            form.put("trace", trace.stream().map(leaf -> withoutNote((Map<?, ?>) leaf)).toList());
        }
        return form;
    }

    /** The data of an event. Addresses are compared in lower case (F1). */
    private static Map<String, @Nullable Object> data(Map<?, ?> data) {
        Map<String, @Nullable Object> copy = Json.object(data);
        copy.values().removeIf(Objects::isNull);
        copy.computeIfPresent("address", (_, address) -> address.toString().toLowerCase(Locale.ROOT));
        return copy;
    }

    /** The note of a leaf is for people. */
    private static Map<?, ?> withoutNote(Map<?, ?> leaf) {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>(leaf);
        copy.remove("note");
        return copy;
    }
}
