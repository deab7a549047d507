package dev.nudge.condition;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of one leaf (K4). Long values are truncated.
 *
 * @param note why the result is unknown; null when it is not (K2)
 */
public record TraceEntry(String field, String op, @Nullable Object expected, @Nullable Object actual, Truth held,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {

    public TraceEntry {
        expected = TraceValue.of(expected);
        actual = TraceValue.of(actual);
    }
}
