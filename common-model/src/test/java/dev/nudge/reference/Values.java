package dev.nudge.reference;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as maps, lists, texts, numbers and booleans: access, comparison, and instants and durations in text form.
 */
final class Values {
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    /**
     * IANA names without daylight saving time that the JDK reserves as short ids, and links that it does not support.
     */
    private static final Map<String, String> UNKNOWN_TO_THE_JDK = Map.of("EST", "-05:00", "MST", "-07:00", "HST",
            "-10:00", "ROC", "Asia/Taipei", "GMT+0", "Z", "GMT-0", "Z");

    private Values() {}

    static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static @Nullable Integer integer(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return null;
        }
        try {
            return decimal(number).intValueExact();
        } catch (ArithmeticException notAnInteger) {
            return null;
        }
    }

    static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** Equality in JSON: numbers by value, texts exactly; values of different types are never equal. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int index = 0; index < a.size(); index++) {
                if (!same(a.get(index), b.get(index))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return one == null ? other == null : one.equals(other);
    }

    /**
     * AMBIGUITY: "ISO-8601 text" is a date, a time and an offset or Z; a date alone or a local time is not an instant.
     */
    static @Nullable Instant instant(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return null;
        }
        try {
            return cut(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException notAnInstant) {
            return null;
        }
    }

    /** Digits and one of s m h d w, each with a fixed length. */
    static @Nullable Duration duration(@Nullable Object value) {
        if (!(value instanceof String text) || !text.matches("[0-9]{1,9}[smhdw]")) {
            return null;
        }
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            case 'd' -> Duration.ofHours(24 * amount);
            default -> Duration.ofHours(7 * 24 * amount);
        };
    }

    /** A duration with an optional sign, relative to now. */
    static @Nullable Instant relative(@Nullable Object value, Instant now) {
        if (!(value instanceof String text) || text.isEmpty()) {
            return null;
        }
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        Duration duration = duration(signed ? text.substring(1) : text);
        if (duration == null) {
            return null;
        }
        return text.charAt(0) == '-' ? now.minus(duration) : now.plus(duration);
    }

    static @Nullable ZoneId zone(@Nullable Object value) {
        try {
            return value instanceof String text
                    && (ZoneId.getAvailableZoneIds().contains(text) || UNKNOWN_TO_THE_JDK.containsKey(text))
                            ? ZoneId.of(text, UNKNOWN_TO_THE_JDK)
                            : null;
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    static Instant cut(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    static @Nullable String write(@Nullable Instant instant) {
        return instant == null ? null : MILLISECONDS.format(instant);
    }

    static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    /** The size of the value as compact JSON in UTF-8, in bytes. */
    static int size(@Nullable Object value) {
        if (value instanceof String text) {
            int escapes = (int) text.chars().filter(character -> character == '"' || character == '\\').count();
            int controls = (int) text.chars().filter(character -> character < 0x20).count();
            return 2 + text.getBytes(StandardCharsets.UTF_8).length + escapes + 5 * controls;
        }
        if (value instanceof List<?> list) {
            return 2 + list.stream().mapToInt(Values::size).sum() + Math.max(0, list.size() - 1);
        }
        if (value instanceof Map<?, ?> map) {
            return 2 + map.entrySet().stream().mapToInt(entry -> size(entry.getKey()) + 1 + size(entry.getValue()))
                    .sum() + Math.max(0, map.size() - 1);
        }
        return String.valueOf(value).length();
    }
}
