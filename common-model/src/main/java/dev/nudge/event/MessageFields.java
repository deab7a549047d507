package dev.nudge.event;

import dev.nudge.json.Json;
import dev.nudge.json.UnicodeText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How other systems write the direction, the channel and the body of a message (E3, E9). */
final class MessageFields {

    private static final Set<String> SMS = Set.of("text", "mms", "rcs", "twilio");

    private MessageFields() {}

    /** @param value the field {@code direction} of the data; inbound without one */
    static Direction direction(@Nullable Object value) {
        if (value == null) {
            return Direction.INBOUND;
        }
        String text = text(value);
        String direction = text == null ? "?" : UnicodeText.trim(text).toLowerCase(Locale.ROOT);
        if (direction.isEmpty() || direction.startsWith("in") || direction.equals("0")) {
            return Direction.INBOUND;
        }
        return direction.startsWith("out") || direction.equals("1") ? Direction.OUTBOUND : Direction.UNKNOWN;
    }

    static @Nullable String channel(@Nullable Object value) {
        String text = text(value);
        if (text == null || UnicodeText.isBlank(text)) {
            return null;
        }
        String name = UnicodeText.trim(text).toLowerCase(Locale.ROOT);
        if (name.contains("whatsapp")) {
            return "whatsapp";
        }
        if (name.endsWith("sms") || SMS.contains(name)) {
            return "sms";
        }
        return name.endsWith("email") || name.equals("mail") ? "email" : name;
    }

    static boolean isAutomatic(Map<String, ? extends @Nullable Object> data) {
        String automatic = body(data.get("automatic"));
        Object autoSubmitted = data.get("autoSubmitted");
        return automatic != null && UnicodeText.trim(automatic).equalsIgnoreCase("true")
                || !Json.isMissing(autoSubmitted) && !Boolean.FALSE.equals(autoSubmitted)
                        && !(autoSubmitted instanceof String text && UnicodeText.trim(text).equalsIgnoreCase("no"));
    }

    /** The body of a message: a text; a number or boolean counts as its text. Null for any other value. */
    static @Nullable String body(@Nullable Object value) {
        return value instanceof Boolean bool ? bool.toString() : text(value);
    }

    /** A text; a number counts as its text. Null for any other value. */
    static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case BigDecimal decimal -> decimal.toPlainString();
            case Number number -> number.toString();
            case null, default -> null;
        };
    }
}
