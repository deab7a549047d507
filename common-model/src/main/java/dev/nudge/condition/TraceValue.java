package dev.nudge.condition;

import dev.nudge.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Truncates a value for a trace (K4) to at most 256 characters, without reading more of it than that. */
final class TraceValue {

    private static final int MAX_LENGTH = 256;

    private TraceValue() {}

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> Json.cut(text, MAX_LENGTH);
            case Object object when object.equals(Facts.NOT_KEPT) -> object.toString();
            case Instant instant -> Json.text(instant);
            case List<?> _,Map<?, ?> _ when leftAfter(value, MAX_LENGTH) < 0 -> {
                StringBuilder beginning = new StringBuilder();
                write(value, beginning);
                yield Json.cut(beginning.toString(), MAX_LENGTH);
            }
            default -> value;
        };
    }

    /** The length that remains after the value; negative when the value is longer. */
    private static int leftAfter(@Nullable Object value, int length) {
        return switch (value) {
            case List<?> list -> {
                int left = length - 2;
                for (Object element : list) {
                    left = left < 0 ? left : leftAfter(element, left - 1);
                    if (left < 0) {
                        break;
                    }
                }
                yield left;
            }
            case Map<?, ?> map -> {
                int left = length - 2;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    left = leftAfter(entry.getKey(), left - 2);
                    left = left < 0 ? left : leftAfter(entry.getValue(), left);
                    if (left < 0) {
                        break;
                    }
                }
                yield left;
            }
            case String text -> text.length() > length ? -1 : length - Json.size(text);
            case null, default -> length - Json.size(value);
        };
    }

    /** Writes the value as {@code toString} would, and stops shortly after the length that is shown. */
    private static void write(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case List<?> list -> {
                String before = "[";
                for (Object element : list) {
                    text.append(before);
                    before = ", ";
                    write(element, text);
                    if (text.length() > MAX_LENGTH) {
                        return;
                    }
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                String before = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(before);
                    before = ", ";
                    write(entry.getKey(), text);
                    write(entry.getValue(), text.append('='));
                    if (text.length() > MAX_LENGTH) {
                        return;
                    }
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            case String shown -> text.append(Json.cut(shown, MAX_LENGTH + 1));
            case null, default -> text.append(value);
        }
    }
}
