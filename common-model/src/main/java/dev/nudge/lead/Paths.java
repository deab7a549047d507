package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Paths into nested objects, by dots (K5). */
final class Paths {

    private Paths() {}

    /** The value at a path; null when there is none. */
    static @Nullable Object follow(@Nullable Object root, String path) {
        Object value = root;
        for (int at = 0; at <= path.length() && value != null;) {
            int dot = path.indexOf('.', at);
            int end = dot < 0 ? path.length() : dot;
            value = value instanceof Map<?, ?> map ? map.get(path.substring(at, end)) : null;
            at = end + 1;
        }
        return value;
    }

    /** The beginning of a path up to the first list, as far as the path leads into one; otherwise the path. */
    static String upToList(@Nullable Object root, String path) {
        Object value = root;
        for (int at = 0; at <= path.length() && value != null;) {
            if (value instanceof List<?> && at > 0) {
                return path.substring(0, at - 1);
            }
            int dot = path.indexOf('.', at);
            int end = dot < 0 ? path.length() : dot;
            value = value instanceof Map<?, ?> map ? map.get(path.substring(at, end)) : null;
            at = end + 1;
        }
        return path;
    }

    /** Puts a value at a path, and objects on the way to it. */
    @SuppressWarnings("unchecked") // the objects on the way are put here
    static void put(Map<String, @Nullable Object> root, String path, @Nullable Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            root.put(path, value);
            return;
        }
        Object inner = root.computeIfAbsent(path.substring(0, dot), name -> new LinkedHashMap<>());
        if (inner instanceof LinkedHashMap<?, ?> map) {
            put((Map<String, @Nullable Object>) map, path.substring(dot + 1), value);
        }
    }

    /** The change from one value to another; null when they are the same, or both are missing (K1). */
    static @Nullable Change change(@Nullable Object from, @Nullable Object to) {
        return Objects.equals(from, to) || Json.isMissing(from) && Json.isMissing(to) ? null : new Change(from, to);
    }
}
