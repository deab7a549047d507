package dev.nudge.condition;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why a leaf held or didn't (K4). Long values are cut.
 *
 * @param note why the values could not be compared, when they couldn't (K2)
 */
public record TraceEntry(String field, String op, @Nullable Object expected, @Nullable Object actual, boolean held,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {

    public TraceEntry {
        expected = TraceValue.of(expected);
        actual = TraceValue.of(actual);
    }
}
