package dev.nudge.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the day on some days of the week: those in which an automation may send (W1), or an organization's quiet
 * hours (W5). If the start is not before the end, a window ends on the next day; from midnight to midnight is a whole
 * day.
 *
 * @param timezone null: not set (W2, W5)
 * @param days the days on which a window opens (W3)
 */
public record Schedule(LocalTime start, LocalTime end, @Nullable NamedZone timezone, Set<DayOfWeek> days) {

    public Schedule {
        if (start.equals(end) && !start.equals(LocalTime.MIDNIGHT)) {
            throw new IllegalArgumentException("Expected a start other than the end but both are " + start);
        }
    }

    /** The name of a day in JSON, such as {@code MON}. */
    public static String nameOf(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    /** Whether a window is always open. */
    boolean isAlways() {
        return start.equals(end) && days.size() == DayOfWeek.values().length;
    }

    /** The window that opens on a date; empty when none does, or when it would have no length (W4). */
    Optional<Window> windowOf(LocalDate date, ZoneId zone) {
        if (!days.contains(date.getDayOfWeek())) {
            return Optional.empty();
        }
        LocalDate closingDate = start.isBefore(end) ? date : date.plusDays(1);
        Window window = new Window(LocalTimes.firstInstant(date.atTime(start), zone),
                LocalTimes.lastInstant(closingDate.atTime(end), zone));
        return window.contains(window.opening()) ? Optional.of(window) : Optional.empty();
    }
}
