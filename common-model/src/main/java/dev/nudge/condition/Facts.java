package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/**
 * The values that conditions refer to, by field. Values are as in {@link dev.nudge.json.Json}, and {@code Instant}s.
 */
public interface Facts {

    /** The value of a field that may have one, but that was not kept (S10). */
    Object NOT_KEPT = new Object() {
        @Override
        public String toString() {
            return "(not kept)";
        }
    };

    @Nullable
    Object value(String field);

    /** How the event changed the field; null when it did not change it. */
    @Nullable
    Change change(String field);
}
