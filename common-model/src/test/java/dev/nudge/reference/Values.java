package dev.nudge.reference;

import com.ibm.icu.lang.UCharacter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON values as maps, lists, texts, numbers and booleans: access, blanks, numbers and equality (K1, K2, K5, E4). */
final class Values {
    /** K2: "a plain JSON number". */
    private static final Pattern PLAIN_NUMBER = Pattern
            .compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,6})?");
    private static final Pattern OUTER_BLANKS = Pattern.compile("^\\p{IsWhite_Space}+|\\p{IsWhite_Space}+$");
    private static final Pattern BLANKS = Pattern.compile("\\p{IsWhite_Space}+");
    /** The exponents of IEEE 754 decimal128, for numbers written with one digit before the point. */
    private static final int LARGEST_EXPONENT = 6144;
    private static final int SMALLEST_EXPONENT = -6176;

    private Values() {}

    // ---- access

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

    static String string(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
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

    static int integer(@Nullable Object value, int otherwise) {
        Integer integer = integer(value);
        return integer == null ? otherwise : integer;
    }

    /** K5: reads nested objects by dots; null where there is nothing. */
    static @Nullable Object path(@Nullable Object value, String path) {
        Object inner = value;
        for (String name : path.split("\\.", -1)) {
            inner = inner instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return inner;
    }

    // ---- blanks

    static String trimmed(String text) {
        return OUTER_BLANKS.matcher(text).replaceAll("");
    }

    /** Each sequence of blanks as one, none at the ends. */
    static String joinedBlanks(String text) {
        return BLANKS.matcher(trimmed(text)).replaceAll(" ");
    }

    /** K1: absent, null, a blank text, an empty list or object. */
    static boolean missing(@Nullable Object value) {
        return value == null || value instanceof String text && trimmed(text).isEmpty()
                || value instanceof List<?> list && list.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** The text without outer blanks, or null when nothing remains. */
    static @Nullable String present(@Nullable Object value) {
        return value instanceof String text && !trimmed(text).isEmpty() ? trimmed(text) : null;
    }

    /** K2: Unicode's default case folding. */
    static String folded(String text) {
        return UCharacter.foldCase(text, true);
    }

    /** E4: NFC, trimmed, blanks joined, case ignored. */
    static String status(String status) {
        return folded(joinedBlanks(Normalizer.normalize(status, Normalizer.Form.NFC)));
    }

    /** E4: whether two statuses are the same; a missing one is the same as a missing one only. */
    static boolean sameStatus(@Nullable String one, @Nullable String other) {
        if (missing(one) || missing(other)) {
            return missing(one) && missing(other);
        }
        return status(String.valueOf(one)).equals(status(String.valueOf(other)));
    }

    // ---- numbers

    static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** K2: a number, or a text that is a plain JSON number, in 34 digits; null for everything else. */
    static @Nullable BigDecimal number(@Nullable Object value) {
        BigDecimal number = null;
        if (value instanceof Number given) {
            number = decimal(given);
        } else if (value instanceof String text && PLAIN_NUMBER.matcher(text).matches()) {
            number = new BigDecimal(text);
        }
        return number == null || outsideDecimal128(number) ? null : number.round(MathContext.DECIMAL128);
    }

    /** E6. */
    static boolean outsideDecimal128(BigDecimal number) {
        if (number.signum() == 0) {
            return false;
        }
        BigDecimal rounded = number.round(MathContext.DECIMAL128);
        long exponent = (long) rounded.precision() - 1 - rounded.scale();
        return exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT;
    }

    /** E6: whether a value contains such a number at any depth. */
    static boolean containsNumberOutsideDecimal128(@Nullable Object value) {
        return switch (value) {
            case Number number -> outsideDecimal128(decimal(number));
            case List<?> list -> list.stream().anyMatch(Values::containsNumberOutsideDecimal128);
            case Map<?, ?> map -> map.values().stream().anyMatch(Values::containsNumberOutsideDecimal128);
            case null, default -> false;
        };
    }

    static boolean isInteger(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    }

    /** A text, or a number as its text; null for everything else. */
    static @Nullable String textOrNumber(@Nullable Object value) {
        if (value instanceof Number number) {
            return isInteger(number) ? number.toString() : decimal(number).toPlainString();
        }
        return text(value);
    }

    // ---- equality and size

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

    /** E2: the levels of nested objects and lists, a scalar being one level. */
    static int depth(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> 1 + list.stream().mapToInt(Values::depth).max().orElse(0);
            case Map<?, ?> map -> 1 + map.values().stream().mapToInt(Values::depth).max().orElse(0);
            case null, default -> 1;
        };
    }

    /** The size of the value as compact JSON in UTF-8, in bytes. */
    static int size(@Nullable Object value) {
        if (value instanceof String text) {
            int escapes = (int) text.chars().filter(character -> character == '"' || character == '\\').count();
            int controls = text.chars().filter(character -> character < 0x20)
                    .map(character -> "\b\t\n\f\r".indexOf(character) >= 0 ? 1 : 5).sum();
            return 2 + text.getBytes(StandardCharsets.UTF_8).length + escapes + controls;
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
