package dev.nudge.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The windows of a schedule in a time zone, without those that open on holidays. Windows that touch are one (W1). */
record Windows(Schedule schedule, ZoneId zone, Holidays holidays) {

    /** How many days before an instant a window that contains it can have opened. */
    private static final int DAYS_BEFORE = 2;
    /** How far openings and closings are searched. */
    private static final int DAYS_AHEAD = 370;

    boolean contains(Instant instant) {
        return around(instant).anyMatch(window -> window.contains(instant));
    }

    /** The window that is open at an instant. Its opening is exact for windows of less than a day. */
    Optional<Window> at(Instant instant) {
        Optional<Instant> opening = around(instant).filter(window -> window.contains(instant)).map(Window::opening)
                .min(Comparator.naturalOrder());
        return opening.map(from -> new Window(from, closing(instant)));
    }

    /** @return null when the window that is open at the instant never closes */
    private @Nullable Instant closing(Instant instant) {
        if (schedule.isAlways()) {
            LocalDate today = LocalDate.ofInstant(instant, zone);
            return Stream.iterate(today.plusDays(1), date -> date.plusDays(1)).limit(DAYS_AHEAD)
                    .filter(holidays::contains).findFirst()
                    .map(holiday -> LocalTimes.lastInstant(holiday.atStartOfDay(), zone)).orElse(null);
        }
        Instant closing = instant;
        while (true) {
            Instant reached = closing;
            Optional<Instant> later = around(reached)
                    .filter(window -> window.contains(reached) || window.opening().equals(reached))
                    .flatMap(window -> Stream.ofNullable(window.closing())).max(Comparator.naturalOrder());
            if (later.isEmpty() || !later.get().isAfter(reached)) {
                return closing;
            }
            closing = later.get();
        }
    }

    /** The openings from the day before an instant on, in order. */
    Stream<Instant> openingsFrom(Instant instant) {
        return ahead(instant).map(Window::opening);
    }

    /** The closings from about an instant on, in order. */
    Stream<Instant> closingsFrom(Instant instant) {
        return ahead(instant).flatMap(window -> Stream.ofNullable(window.closing()));
    }

    private Stream<Window> around(Instant instant) {
        return windows(LocalDate.ofInstant(instant, zone).minusDays(DAYS_BEFORE), DAYS_BEFORE + 2);
    }

    private Stream<Window> ahead(Instant instant) {
        return windows(LocalDate.ofInstant(instant, zone).minusDays(DAYS_BEFORE), DAYS_AHEAD);
    }

    private Stream<Window> windows(LocalDate first, int count) {
        return Stream.iterate(first, date -> date.plusDays(1)).limit(count).filter(date -> !holidays.contains(date))
                .flatMap(date -> schedule.windowOf(date, zone).stream());
    }
}
