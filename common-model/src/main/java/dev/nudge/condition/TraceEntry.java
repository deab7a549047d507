package dev.nudge.condition;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a leaf held or didn't (K4). Long values are cut.
 *
 * @param note why the values could not be compared, when they couldn't (K2)
 */
public record TraceEntry(String field, String op, @Nullable Object expected, @Nullable Object actual, boolean held,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {

    private static final int MAX_LENGTH = 256;

    public TraceEntry {
        expected = shown(expected);
        actual = shown(actual);
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> Json.cut(text, MAX_LENGTH);
            case Instant instant -> Json.text(instant);
            case List<?> list when Json.size(list) > MAX_LENGTH -> Json.cut(list.toString(), MAX_LENGTH);
            case Map<?, ?> map when Json.size(map) > MAX_LENGTH -> Json.cut(map.toString(), MAX_LENGTH);
            default -> value;
        };
    }
}
