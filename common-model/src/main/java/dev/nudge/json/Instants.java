package dev.nudge.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The spellings of instants that other systems use (E1): ISO-8601 with an offset, RFC 1123, and epoch seconds or
 * milliseconds as a number or as digits. Instants are truncated to milliseconds.
 */
public final class Instants {

    /** The earliest instant of an event, and of an epoch number anywhere. */
    public static final Instant EARLIEST_EVENT = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant EARLIEST_TEXT = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int MAX_LENGTH = 100;

    private static final Pattern ISO = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d)"
            + "(?::(\\d\\d)(?:[.,](\\d+))?)?([Zz]|[+-]\\d\\d(?::?\\d\\d)?)(?:\\[[A-Za-z0-9_+/-]+\\])?");
    private static final String OWN_FORM = "0000-00-00T00:00:00.000Z";
    private static final int NANOS_PER_MILLISECOND = 1_000_000;
    private static final Pattern DIGITS = Pattern.compile("\\d{1,16}");
    /** Epoch numbers from here on are milliseconds; below, seconds. */
    private static final BigDecimal FIRST_MILLISECONDS = BigDecimal.valueOf(100_000_000_000L);
    private static final BigDecimal MILLISECONDS_PER_SECOND = BigDecimal.valueOf(1_000);
    private static final BigDecimal LAST_MILLISECONDS = BigDecimal.valueOf(LATEST.toEpochMilli());

    private Instants() {}

    /** Reads an instant from a JSON value; empty when it is none, or before 1900 (a number: before 2000). */
    public static Optional<Instant> of(@Nullable Object value) {
        return switch (value) {
            case Instant instant -> Optional.of(instant);
            case Number number -> epoch(new BigDecimal(number.toString()));
            case String text when text.length() <= MAX_LENGTH -> text(UnicodeText.trim(text));
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Instant> text(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (hasOwnForm(text)) {
                return inRange(ofOwnForm(text), EARLIEST_TEXT);
            }
            if (DIGITS.matcher(text).matches()) {
                return epoch(new BigDecimal(text));
            }
            if (text.indexOf(':') < 0) {
                return Optional.empty(); // most texts are no instant, and an exception takes time
            }
            Matcher iso = ISO.matcher(text);
            Instant instant = iso.matches()
                    ? instant(iso)
                    : OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return inRange(instant, EARLIEST_TEXT);
        } catch (DateTimeException invalid) {
            return Optional.empty();
        }
    }

    /** Whether the text has the form that Nudge writes, see {@link Json#INSTANT}. It is read without a pattern. */
    private static boolean hasOwnForm(String text) {
        if (text.length() != OWN_FORM.length()) {
            return false;
        }
        for (int i = 0; i < OWN_FORM.length(); i++) {
            char expected = OWN_FORM.charAt(i);
            char found = text.charAt(i);
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    private static Instant ofOwnForm(String text) {
        return LocalDateTime.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10), number(text, 11, 13),
                number(text, 14, 16), number(text, 17, 19), number(text, 20, 23) * NANOS_PER_MILLISECOND)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static Instant instant(Matcher iso) {
        String seconds = iso.group(6);
        String fraction = iso.group(7);
        LocalDateTime local = LocalDateTime.of(number(iso.group(1)), number(iso.group(2)), number(iso.group(3)),
                number(iso.group(4)), number(iso.group(5)), seconds == null ? 0 : number(seconds));
        int milliseconds = fraction == null ? 0 : number((fraction + "000").substring(0, 3));
        String offset = iso.group(8);
        return local.plus(milliseconds, ChronoUnit.MILLIS)
                .toInstant("z".equalsIgnoreCase(offset) ? ZoneOffset.UTC : ZoneOffset.of(offset));
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static Optional<Instant> epoch(BigDecimal number) {
        BigDecimal milliseconds = number.compareTo(FIRST_MILLISECONDS) >= 0
                ? number
                : number.multiply(MILLISECONDS_PER_SECOND);
        if (milliseconds.signum() < 0 || milliseconds.compareTo(LAST_MILLISECONDS) > 0) {
            return Optional.empty();
        }
        return inRange(Instant.ofEpochMilli(milliseconds.setScale(0, RoundingMode.FLOOR).longValueExact()),
                EARLIEST_EVENT);
    }

    private static Optional<Instant> inRange(Instant instant, Instant earliest) {
        Instant truncated = instant.truncatedTo(ChronoUnit.MILLIS);
        return truncated.isBefore(earliest) || truncated.isAfter(LATEST) ? Optional.empty() : Optional.of(truncated);
    }
}
