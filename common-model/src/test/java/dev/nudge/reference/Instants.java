package dev.nudge.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The spellings of instants (E1, K2), durations, and calendar arithmetic (S8, D6, W4). */
final class Instants {
    private static final Instant YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant YEAR_1900 = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Pattern ISO_8601 = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
            + "([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\\.[0-9]+)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)(\\[[A-Z0-9_+/-]+])?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhdw])");
    /** E1: numbers from here on are milliseconds. */
    private static final BigDecimal MILLISECONDS_FROM = new BigDecimal("100000000000");
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Instants() {}

    /** E1: the instant of `occurredAt`, or null when it is none of the spellings or before the year 2000. */
    static @Nullable Instant occurredAt(@Nullable Object value) {
        Instant instant = value instanceof String text ? fromText(text) : null;
        Instant known = instant == null ? epoch(value) : instant;
        return known == null || known.isBefore(YEAR_2000) ? null : known;
    }

    /** K2: an instant in a condition: E1's spellings from 1900 on, or a date alone, which begins in the zone. */
    static @Nullable Instant inCondition(@Nullable Object value, ZoneId zone) {
        if (value instanceof String text) {
            Instant instant = DATE.matcher(text).matches() ? startOfDate(text, zone) : fromText(text);
            if (instant != null) {
                return instant.isBefore(YEAR_1900) ? null : instant;
            }
        }
        Instant epoch = epoch(value);
        return epoch == null || epoch.isBefore(YEAR_2000) ? null : epoch;
    }

    private static @Nullable Instant startOfDate(String date, ZoneId zone) {
        try {
            return LocalDate.parse(date).atStartOfDay(zone).toInstant();
        } catch (DateTimeException noDate) {
            return null;
        }
    }

    private static @Nullable Instant fromText(String text) {
        Matcher iso = ISO_8601.matcher(text.toUpperCase(Locale.ROOT));
        try {
            if (iso.matches()) {
                String seconds = iso.group(3) == null ? ":00" : iso.group(3);
                // A fraction belongs to seconds.
                if (iso.group(3) == null && iso.group(4) != null) {
                    return null;
                }
                LocalDateTime local = LocalDateTime.parse(iso.group(1) + "T" + iso.group(2) + seconds);
                Instant instant = local.toInstant(ZoneOffset.of(iso.group(5)));
                BigDecimal fraction = iso.group(4) == null ? BigDecimal.ZERO : new BigDecimal("0" + iso.group(4));
                return instant.plusMillis(fraction.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact());
            }
            return cut(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException notAnInstant) {
            return null;
        }
    }

    /** E1: epoch seconds or milliseconds, as a number or as digits. */
    private static @Nullable Instant epoch(@Nullable Object value) {
        BigDecimal number = null;
        if (value instanceof Number given) {
            number = Values.decimal(given);
        } else if (value instanceof String text && DIGITS.matcher(text).matches()) {
            number = new BigDecimal(text);
        }
        if (number == null || number.signum() < 0 || number.compareTo(new BigDecimal("1e18")) >= 0) {
            return null;
        }
        BigDecimal milliseconds = number.compareTo(MILLISECONDS_FROM) >= 0 ? number : number.movePointRight(3);
        Instant instant = Instant.ofEpochMilli(milliseconds.setScale(0, RoundingMode.DOWN).longValueExact());
        return instant.isBefore(YEAR_10000) ? instant : null;
    }

    // ---- durations

    /** A duration of fixed length, such as `36h` or `7d`, for `maxEventAge` and `maxLateness`. */
    static @Nullable Duration duration(@Nullable Object value) {
        Matcher duration = DURATION.matcher(value instanceof String text ? text : "");
        if (!duration.matches()) {
            return null;
        }
        long amount = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofHours(24 * amount);
            default -> Duration.ofHours(7 * 24 * amount);
        };
    }

    /** D6: `now` and a duration with an optional sign, in which `d` and `w` are calendar days and weeks in the zone. */
    static @Nullable Instant relative(@Nullable Object value, Instant now, ZoneId zone) {
        if (!(value instanceof String text) || text.isEmpty()) {
            return null;
        }
        boolean back = text.charAt(0) == '-';
        Matcher duration = DURATION.matcher(back || text.charAt(0) == '+' ? text.substring(1) : text);
        if (!duration.matches()) {
            return null;
        }
        long amount = back ? -Long.parseLong(duration.group(1)) : Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> now.plusSeconds(amount);
            case "m" -> now.plusSeconds(60 * amount);
            case "h" -> now.plusSeconds(3600 * amount);
            case "d" -> plusDays(now, amount, zone);
            default -> plusDays(now, 7 * amount, zone);
        };
    }

    /** S8: calendar days; in a gap the first instant after it, in an overlap the earlier one. */
    static Instant plusDays(Instant now, long days, ZoneId zone) {
        return earlier(LocalDateTime.ofInstant(now, zone).plusDays(days), zone);
    }

    /** S8: a delay of so many units after an instant. */
    static Instant after(Instant start, int delay, String unit, ZoneId zone) {
        return switch (unit) {
            case "seconds" -> start.plusSeconds(delay);
            case "minutes" -> start.plusSeconds(60L * delay);
            case "hours" -> start.plusSeconds(3600L * delay);
            case "days" -> plusDays(start, delay, zone);
            case "weeks" -> plusDays(start, 7L * delay, zone);
            default -> throw new IllegalArgumentException("Expected a unit of the contract but found " + unit);
        };
    }

    // ---- local times

    /** In a gap the first instant after it, in an overlap the earlier instant. */
    static Instant earlier(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(local).getInstant()
                : local.toInstant(offsets.getFirst());
    }

    /** In a gap the first instant after it, in an overlap the later instant. */
    static Instant later(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(local).getInstant()
                : local.toInstant(offsets.getLast());
    }

    // ---- instants of the engine

    static Instant cut(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    static @Nullable String write(@Nullable Instant instant) {
        return instant == null ? null : WRITTEN.format(instant);
    }

    static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    /** A due instant that this engine wrote itself. */
    static @Nullable Instant written(@Nullable Object value) {
        try {
            return value instanceof String text ? cut(OffsetDateTime.parse(text).toInstant()) : null;
        } catch (DateTimeException notWritten) {
            return null;
        }
    }
}
