package dev.nudge.condition;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in conditions and settings: {@code 36h}, {@code 7d}; here a day has 24 hours. */
public final class RelativeTime {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhdw])");

    private RelativeTime() {}

    /** {@code 90s}, {@code 5m}, {@code 36h}, {@code 7d} or {@code 2w}. */
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

    /** A duration with a sign or without, as an offset from now: {@code -24h} is a day ago. */
    static Optional<Duration> offset(String text) {
        boolean negative = text.startsWith("-");
        Optional<Duration> duration = duration(negative || text.startsWith("+") ? text.substring(1) : text);
        return negative ? duration.map(Duration::negated) : duration;
    }
}
