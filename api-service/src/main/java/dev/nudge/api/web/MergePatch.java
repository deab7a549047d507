package dev.nudge.api.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patch (RFC 7396): merges objects, removes fields with null, and replaces all other values. */
public final class MergePatch {

    private MergePatch() {}

    public static Map<String, @Nullable Object> apply(Map<String, ? extends @Nullable Object> target, Map<?, ?> patch) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(target);
        patch.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value == null) {
                merged.remove(name);
            } else {
                merged.put(name, value instanceof Map<?, ?> inner ? apply(object(merged.get(name)), inner) : value);
            }
        });
        return merged;
    }

    @SuppressWarnings("unchecked") // keys of what was parsed from JSON are text
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
