package dev.nudge.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hours in which an automation may send (W). If the start is after the end, the window spans midnight.
 *
 * @param timezone null: the zone of the lead, the organization or UTC, in that order (W2)
 * @param days the days on which a window opens (W3)
 */
public record Schedule(LocalTime start, LocalTime end, @Nullable NamedZone timezone, Set<DayOfWeek> days) {

    /**
     * How many days to search for an opening. No zone skips that many days, so that a schedule with one opening a week
     * always has one.
     */
    private static final int DAYS_AHEAD = 400;

    public Schedule {
        if (start.equals(end)) {
            throw new IllegalArgumentException("Expected a start other than the end but both are " + start);
        }
    }

    /** The window that is open at an instant; if two overlap, the one that closes last. */
    public Optional<Window> windowAt(Instant instant, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(instant, zone);
        return windows(today.minusDays(2), 4, zone).filter(window -> window.contains(instant))
                .max(Comparator.comparing(Window::closing));
    }

    /** The first opening after an instant. */
    public Instant openingAfter(Instant instant, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(instant, zone);
        return windows(today.minusDays(1), DAYS_AHEAD, zone).map(Window::opening)
                .filter(opening -> opening.isAfter(instant)).findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Expected an opening of " + this + " in " + zone + " after " + instant + " but found none"));
    }

    private Stream<Window> windows(LocalDate first, int count, ZoneId zone) {
        return Stream.iterate(first, date -> date.plusDays(1)).limit(count)
                .filter(date -> days.contains(date.getDayOfWeek())).map(date -> windowOf(date, zone))
                .filter(window -> !window.isEmpty());
    }

    private Window windowOf(LocalDate date, ZoneId zone) {
        LocalDate closingDate = start.isBefore(end) ? date : date.plusDays(1);
        return new Window(LocalTimes.firstInstant(date.atTime(start), zone),
                LocalTimes.lastInstant(closingDate.atTime(end), zone));
    }
}
