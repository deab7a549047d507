package dev.nudge.condition;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as written in conditions and settings, such as {@code 36h} or {@code 7d}. A day has 24 hours. */
public final class RelativeTime {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhdw])");

    private RelativeTime() {}

    /** Parses a duration such as {@code 90s}, {@code 5m}, {@code 36h}, {@code 7d} or {@code 2w}. */
    public static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        });
    }

    /** Parses a duration with an optional sign as an offset from now: {@code -24h} is one day ago. */
    static Optional<Duration> offset(String text) {
        boolean negative = text.startsWith("-");
        Optional<Duration> duration = duration(negative || text.startsWith("+") ? text.substring(1) : text);
        return negative ? duration.map(Duration::negated) : duration;
    }
}
