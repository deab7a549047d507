package dev.nudge.api.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Treats null fields of a body as absent. */
public final class Nulls {

    private Nulls() {}

    /** Returns the object without null fields, at any depth. */
    public static Map<String, @Nullable Object> removed(Map<?, ?> json) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            if (value != null) {
                kept.put(String.valueOf(name), inside(value));
            }
        });
        return kept;
    }

    private static @Nullable Object inside(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> removed(map);
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(element -> elements.add(inside(element)));
                yield elements;
            }
            case null, default -> value;
        };
    }
}
