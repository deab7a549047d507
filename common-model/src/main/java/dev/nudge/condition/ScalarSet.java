package dev.nudge.condition;

import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of texts, numbers and booleans with constant-time lookup. Each type has its own set: the values come from
 * users, and values of several types with the same hash would be compared one by one.
 */
final class ScalarSet {

    private final Map<Class<?>, Set<Object>> byType = new HashMap<>();

    /** The scalars among the values. */
    static ScalarSet of(Collection<?> values) {
        ScalarSet set = new ScalarSet();
        for (Object value : values) {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                set.add(value);
            }
        }
        return set;
    }

    /** The scalars among the values, and the instants that the texts among them represent. */
    static ScalarSet withInstants(Collection<?> values) {
        ScalarSet set = of(values);
        for (Object value : values) {
            if (value instanceof String text) {
                Json.instant(text).ifPresent(set::add);
            }
        }
        return set;
    }

    private void add(Object value) {
        byType.computeIfAbsent(value.getClass(), type -> new HashSet<>()).add(value);
    }

    /** @param value a scalar or an {@link Instant}; for any other type the result is false */
    boolean contains(@Nullable Object value) {
        Set<Object> ofItsType = value == null ? null : byType.get(value.getClass());
        return ofItsType != null && ofItsType.contains(value);
    }
}
