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
 * Texts, numbers and booleans, found at once however many there are. Each type has a set of its own: what is in them
 * is chosen by people, and values of several types with the same hash would be looked at one by one.
 */
final class ScalarSet {

    private final Map<Class<?>, Set<Object>> byType = new HashMap<>();

    /** Of the values those that are scalar. */
    static ScalarSet of(Collection<?> values) {
        ScalarSet set = new ScalarSet();
        for (Object value : values) {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                set.add(value);
            }
        }
        return set;
    }

    /** The same, and the instants that its texts mean. */
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

    /** @param value a scalar or an {@link Instant}; anything else is not in it */
    boolean contains(@Nullable Object value) {
        Set<Object> ofItsType = value == null ? null : byType.get(value.getClass());
        return ofItsType != null && ofItsType.contains(value);
    }
}
