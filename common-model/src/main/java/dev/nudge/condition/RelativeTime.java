package dev.nudge.condition;

import dev.nudge.schedule.LocalTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time from now such as {@code -24h} or {@code 7d}: seconds, minutes and hours are elapsed time, days and weeks are
 * those of the calendar (D6).
 *
 * @param amount negative for a time before now
 */
public record RelativeTime(long amount, Unit unit) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhdw])");

    /** The units by their letters. */
    public enum Unit {
        SECOND(Duration.ofSeconds(1)),
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1)),
        WEEK(Duration.ofDays(7));

        private final Duration length;

        Unit(Duration length) {
            this.length = length;
        }

        private static Unit of(String letter) {
            return switch (letter) {
                case "s" -> SECOND;
                case "m" -> MINUTE;
                case "h" -> HOUR;
                case "d" -> DAY;
                default -> WEEK;
            };
        }
    }

    /** Parses a duration such as {@code 90s}, {@code 5m}, {@code 36h}, {@code 7d} or {@code 2w}. */
    static Optional<RelativeTime> unsigned(String text) {
        Matcher matcher = DURATION.matcher(text);
        return matcher.matches()
                ? Optional.of(new RelativeTime(Long.parseLong(matcher.group(1)), Unit.of(matcher.group(2))))
                : Optional.empty();
    }

    /** Parses a duration with an optional sign: {@code -24h} is one day ago. */
    static Optional<RelativeTime> signed(String text) {
        boolean negative = text.startsWith("-");
        Optional<RelativeTime> time = unsigned(negative || text.startsWith("+") ? text.substring(1) : text);
        return negative ? time.map(RelativeTime::negated) : time;
    }

    /** Parses a duration of a setting, in which a day has 24 hours. */
    public static Optional<Duration> duration(String text) {
        return unsigned(text).map(RelativeTime::length);
    }

    RelativeTime negated() {
        return new RelativeTime(-amount, unit);
    }

    Duration length() {
        return unit.length.multipliedBy(amount);
    }

    /** The instant at this time from now. */
    Instant from(Instant now, ZoneId zone) {
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> now.plus(length());
            case DAY, WEEK -> LocalTimes.firstInstant(
                    now.atZone(zone).toLocalDateTime().plusDays(length().toDays()), zone);
        };
    }
}
