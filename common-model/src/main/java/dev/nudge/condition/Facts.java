package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/** What conditions can see. Values are as in {@link dev.nudge.json.Json}, and {@code Instant}s. */
public interface Facts {

    @Nullable
    Object value(String field);

    /** What the judged event did to the field; null when it left it alone. */
    @Nullable
    Change change(String field);
}
