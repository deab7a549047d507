package dev.nudge.message;

import java.math.BigDecimal;
import java.util.List;

/** The text form of a JSON value in a rendered template (F6). */
final class JsonText {

    private static final String SEPARATOR = ", ";

    private JsonText() {}

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
}
