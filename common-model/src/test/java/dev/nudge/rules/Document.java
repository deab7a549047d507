package dev.nudge.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes a copy of a JSON document at a pointer. */
final class Document {

    private Document() {}

    /** A mutable deep copy. */
    static @Nullable Object copy(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((name, element) -> copy.put((String) name, copy(element)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(copy(element)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object value) {
        return (List<@Nullable Object>) Objects.requireNonNull(value);
    }

    /** Applies {@code {"at": pointer, "put": value}} or {@code {"at": pointer, "remove": true}} to a copy. */
    static Map<String, @Nullable Object> changed(Map<String, ?> document, Map<String, @Nullable Object> change) {
        Map<String, @Nullable Object> changed = object(copy(document));
        String[] path = Cases.text(change, "at").substring(1).split("/", -1);
        Object parent = changed;
        for (int i = 0; i < path.length - 1; i++) {
            parent = parent instanceof List<?> list ? list.get(Integer.parseInt(path[i])) : object(parent).get(path[i]);
        }
        String name = path[path.length - 1].replace("~1", "/").replace("~0", "~");
        if (parent instanceof List<?> list) {
            list(list).set(Integer.parseInt(name), change.get("put"));
        } else if (change.containsKey("remove")) {
            object(parent).remove(name);
        } else {
            object(parent).put(name, change.get("put"));
        }
        return changed;
    }
}
