package dev.nudge.message;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text form of a JSON value in a rendered template (F6). */
final class JsonText {

    private static final String SEPARATOR = ", ";

    private JsonText() {}

    /** Absent, null, a blank text, an empty list or an empty object. */
    static boolean isMissing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> isBlank(text);
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    /** A list is joined by ", "; a missing value and an object render as nothing. Each element counts as a step. */
    static String of(Object value, Rendering rendering) {
        return switch (value) {
            case String text -> rendering.isMissing(text) ? "" : text;
            case BigDecimal decimal -> decimal.toPlainString();
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            case List<?> list -> {
                StringBuilder joined = new StringBuilder();
                join(list, joined, rendering);
                yield joined.toString();
            }
            default -> "";
        };
    }

    private static void join(List<?> list, StringBuilder joined, Rendering rendering) {
        for (Object element : list) {
            rendering.step();
            String text = element == null ? "" : of(element, rendering);
            if (!text.isEmpty()) {
                joined.append(joined.isEmpty() ? "" : SEPARATOR).append(text);
                rendering.requireRoomFor(joined.length());
            }
        }
    }

    /** Whether the text consists only of Unicode white space, regardless of the locale. */
    private static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSpaceChar(c) && (c < '\t' || c > '\r') && c != '\u0085') {
                return false;
            }
        }
        return true;
    }
}
