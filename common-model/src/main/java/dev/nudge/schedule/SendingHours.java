package dev.nudge.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When an automation may send to a lead: in its schedule's windows (W1), not on holidays and not in quiet hours (W5),
 * and not so late that a message could no longer leave in time (F7).
 */
public final class SendingHours {

    /** Why nothing may be sent at an instant. */
    public enum Cause {
        OUTSIDE_SCHEDULE,
        HOLIDAY,
        QUIET_HOURS
    }

    /**
     * The answer for one instant.
     *
     * @param cause why nothing may be sent; null when it may
     * @param notAfter until when a message that is made now may leave; null without a limit, or when nothing may be
     *        sent
     */
    public record Answer(@Nullable Cause cause, @Nullable Instant notAfter) {}

    /** A schedule in the time zone that applies to it. */
    public record Zoned(Schedule schedule, ZoneId zone) {}

    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final int PART_OF_SHORT_WINDOW = 10;
    private static final Duration SEARCHED = Duration.ofDays(366);

    private final @Nullable Windows windows;
    private final @Nullable Windows windowsIgnoringHolidays;
    private final Holidays holidays;
    private final ZoneId holidayZone;
    private final List<Windows> quiet;

    /**
     * @param schedule null: any hour
     * @param holidayZone the zone of holidays for an automation without a schedule
     * @param quietHours empty also when a firing does not wait for quiet hours
     */
    public SendingHours(@Nullable Zoned schedule, Holidays holidays, ZoneId holidayZone, List<Zoned> quietHours) {
        this.windows = schedule == null ? null : new Windows(schedule.schedule(), schedule.zone(), holidays);
        this.windowsIgnoringHolidays = schedule == null
                ? null
                : new Windows(schedule.schedule(), schedule.zone(), Holidays.NONE);
        this.holidays = holidays;
        this.holidayZone = holidayZone;
        this.quiet = quietHours.stream().map(each -> new Windows(each.schedule(), each.zone(), Holidays.NONE)).toList();
    }

    /** Whether messages may be made at an instant, and until when they may leave. */
    public Answer at(Instant now) {
        Cause cause = cause(now);
        return cause == null ? new Answer(null, notAfter(now)) : new Answer(cause, null);
    }

    /** D3: the first instant after {@code now} at which messages may be made; empty when there is none in 366 days. */
    public Optional<Instant> openingAfter(Instant now) {
        Instant last = now.plus(SEARCHED);
        Stream<Stream<Instant>> candidates = Stream.concat(Stream.of(openings(now)),
                quiet.stream().map(hours -> hours.closingsFrom(now)));
        return candidates.flatMap(each -> each.takeWhile(candidate -> !candidate.isAfter(last))
                .filter(candidate -> candidate.isAfter(now) && cause(candidate) == null).findFirst().stream())
                .min(Comparator.naturalOrder());
    }

    /** The openings of the schedule; without one, the beginnings of the days. */
    private Stream<Instant> openings(Instant now) {
        if (windows != null) {
            return windows.openingsFrom(now);
        }
        if (holidays.isEmpty()) {
            return Stream.empty();
        }
        LocalDate today = LocalDate.ofInstant(now, holidayZone);
        return Stream.iterate(today, date -> date.plusDays(1))
                .map(date -> LocalTimes.firstInstant(date.atStartOfDay(), holidayZone));
    }

    private @Nullable Cause cause(Instant instant) {
        if (windows != null && windowsIgnoringHolidays != null) {
            if (!isOpen(windows, instant)) {
                return isOpen(windowsIgnoringHolidays, instant) ? Cause.HOLIDAY : Cause.OUTSIDE_SCHEDULE;
            }
        } else if (!holidays.isEmpty() && holidays.contains(LocalDate.ofInstant(instant, holidayZone))) {
            return Cause.HOLIDAY;
        }
        boolean isQuiet = quiet.stream()
                .anyMatch(hours -> hours.contains(instant) || hours.contains(instant.plus(MARGIN)));
        return isQuiet ? Cause.QUIET_HOURS : null;
    }

    private static boolean isOpen(Windows windows, Instant instant) {
        return windows.at(instant).filter(window -> !isLast(window, instant)).isPresent();
    }

    /** F7: the last minute of a window, or its last tenth if that is shorter. */
    private static boolean isLast(Window window, Instant instant) {
        if (window.closing() == null) {
            return false;
        }
        Duration tenth = Duration.between(window.opening(), window.closing()).dividedBy(PART_OF_SHORT_WINDOW);
        Duration margin = tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN;
        return !instant.isBefore(window.closing().minus(margin));
    }

    /** F5: the earlier of the closing of the window and the next start of quiet hours. */
    private @Nullable Instant notAfter(Instant now) {
        if (windows == null && quiet.isEmpty()) {
            return null;
        }
        Stream<Instant> closing = windows == null
                ? Stream.empty()
                : windows.at(now).flatMap(window -> Optional.ofNullable(window.closing())).stream();
        Stream<Instant> quietStarts = quiet.stream().flatMap(
                hours -> hours.openingsFrom(now).filter(start -> start.isAfter(now)).findFirst().stream());
        return Stream.concat(closing, quietStarts).filter(limit -> limit.isBefore(now.plus(SEARCHED)))
                .min(Comparator.naturalOrder()).orElse(null);
    }
}
