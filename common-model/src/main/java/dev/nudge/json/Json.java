package dev.nudge.json;

import dev.nudge.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as plain Java: {@code String}, {@code Long} or {@code BigDecimal}, {@code Boolean}, {@code List}, {@code
 * Map} and null. All input is converted to this form first, so that equal values compare as equal after any round trip
 * through Kafka or MongoDB.
 */
public final class Json {

    private static final BigDecimal LARGEST = new BigDecimal("9.999999999999999999999999999999999E+6144");
    private static final int SMALLEST_EXPONENT = -6143;
    /** The pattern of every instant in JSON: ISO-8601 in UTC with milliseconds. */
    public static final String INSTANT = "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'";

    /** Control characters that JSON writes with two characters; the others have six. */
    private static final String SHORT_ESCAPES = "\b\t\n\f\r";
    /**
     * Longer exponents are out of range for every significand of at most {@link Limits#MAX_NUMBER_LENGTH} characters.
     */
    private static final Pattern EXPONENT = Pattern.compile("([+-]?)0*(\\d{1,5})");

    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(INSTANT)
            .withZone(ZoneOffset.UTC);
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Json() {}

    /**
     * Converts a value to the form of this class: numbers are rounded to 34 significant digits, and unpaired surrogates
     * in texts are replaced by U+FFFD.
     *
     * @throws IllegalArgumentException when the value is not a JSON value
     */
    public static @Nullable Object normalized(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> wellFormed(text);
            case Boolean bool -> bool;
            case Number number -> number(number);
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                for (Object element : list) {
                    copy.add(normalized(element));
                }
                yield copy;
            }
            case Map<?, ?> map -> object(map);
            default -> throw new IllegalArgumentException("Expected a JSON value but found a " + value.getClass());
        };
    }

    /** Converts an object to the form of this class and keeps the order of its fields. */
    public static Map<String, @Nullable Object> object(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((name, element) -> copy.put(wellFormed(String.valueOf(name)), normalized(element)));
        return copy;
    }

    /**
     * Parses a number of a JSON text and rounds it to 34 digits; empty when it is outside the range of IEEE 754
     * decimal128, the type that MongoDB stores. The length of the exponent does not affect the cost.
     */
    public static Optional<Number> number(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        String significand = e < 0 ? text : text.substring(0, e);
        BigDecimal decimal = new BigDecimal(significand);
        if (e < 0 || decimal.signum() == 0) {
            return Optional.of(canonical(decimal)).filter(Json::storable);
        }
        Matcher exponent = EXPONENT.matcher(text.substring(e + 1));
        if (!exponent.matches()) {
            return Optional.empty();
        }
        int power = Integer.parseInt(exponent.group(1) + exponent.group(2));
        return Optional.of(canonical(decimal.scaleByPowerOfTen(power))).filter(Json::storable);
    }

    /**
     * Returns one representation per number, so that 1, 1.0 and 1e0 are equal: a long, otherwise a decimal without
     * trailing zeros.
     */
    private static Number number(Number number) {
        return switch (number) {
            case Long whole -> whole;
            case Integer whole -> whole.longValue();
            case BigInteger whole when whole.bitLength() < Long.SIZE -> whole.longValue();
            case BigInteger whole -> canonical(new BigDecimal(whole));
            case BigDecimal decimal -> canonical(decimal);
            default -> canonical(BigDecimal.valueOf(number.doubleValue()));
        };
    }

    private static Number canonical(BigDecimal decimal) {
        BigDecimal stripped = decimal.round(MathContext.DECIMAL128).stripTrailingZeros();
        if (stripped.scale() > 0 || stripped.precision() - (long) stripped.scale() > 19) {
            return stripped;
        }
        BigInteger whole = stripped.toBigIntegerExact();
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : stripped;
    }

    /** Whether a number is within the range of IEEE 754 decimal128, the type that MongoDB stores. */
    static boolean storable(Number number) {
        if (!(number instanceof BigDecimal decimal) || decimal.signum() == 0) {
            return true;
        }
        long exponent = (long) decimal.precision() - decimal.scale() - 1;
        return exponent >= SMALLEST_EXPONENT && exponent <= LARGEST.precision() - LARGEST.scale() - 1;
    }

    /** Replaces unpaired surrogates, which some gateways produce when they cut a text within an emoji, by U+FFFD. */
    static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (repaired == null) {
                repaired = new StringBuilder(text);
            }
            repaired.setCharAt(i, '\uFFFD');
        }
        return repaired == null ? text : repaired.toString();
    }

    /** The length in Unicode code points, as JSON Schema defines {@code maxLength}. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text, truncated to at most {@code length} chars; a surrogate pair is never split. */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** K1: whether a value counts as missing: null, a blank text, an empty list or object. */
    public static boolean isMissing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> UnicodeText.isBlank(text);
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    /** Compares numbers by value. */
    public static int compare(Number left, Number right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        return decimal(left).compareTo(decimal(right));
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    /** The size of a value as compact JSON in UTF-8, in bytes. */
    public static int size(@Nullable Object value) {
        return switch (value) {
            case null -> 4;
            case String text -> textSize(text);
            case Map<?, ?> map -> {
                int size = 1 + Math.max(1, map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    size += size(entry.getKey()) + 1 + size(entry.getValue());
                }
                yield size;
            }
            case List<?> list -> {
                int size = 1 + Math.max(1, list.size());
                for (Object element : list) {
                    size += size(element);
                }
                yield size;
            }
            default -> value.toString().length();
        };
    }

    private static int textSize(String text) {
        int size = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                size += SHORT_ESCAPES.indexOf(c) < 0 ? 6 : 2;
            } else if (c < 0x80) {
                size += c == '"' || c == '\\' ? 2 : 1;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                size += 2;
            } else {
                size += 3;
            }
        }
        return size;
    }

    /** Formats an instant as ISO-8601 in UTC with milliseconds, see {@link #INSTANT}. */
    public static String text(Instant instant) {
        return MILLISECONDS.format(instant);
    }

    /** Parses an ISO-8601 instant with an offset, in the years 1 to 9999, and truncates it to milliseconds. */
    public static Optional<Instant> instant(String text) {
        if (text.length() < 17 || text.length() > 40) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            return instant.isBefore(EARLIEST) || instant.isAfter(LATEST) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException invalid) {
            return Optional.empty();
        }
    }
}
