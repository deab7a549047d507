package dev.nudge.reference;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The windows of a schedule or of quiet hours as a list of intervals (W1, W3, W4). */
final class Windows {
    /** Enough to decide whether there is an opening within 366 days. */
    static final int DAYS_BACK = 8;
    static final int DAYS_AHEAD = 380;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** From its opening (inclusive) to its closing (exclusive). */
    record Window(Instant opening, Instant closing) {
        boolean contains(Instant instant) {
            return !instant.isBefore(opening) && instant.isBefore(closing);
        }

        /** F7: the window without its last minute, or without its last tenth if that is shorter. */
        Window firing() {
            Duration tenth = Duration.between(opening, closing).dividedBy(10);
            return new Window(opening, closing.minus(tenth.compareTo(MINUTE) < 0 ? tenth : MINUTE));
        }

        /** F7: quiet hours and the minute before them. */
        Window withMinuteBefore() {
            return new Window(opening.minus(MINUTE), closing);
        }
    }

    private Windows() {}

    /** W1: all windows around an instant; those that touch or overlap are one. A holiday opens no window. */
    static List<Window> of(Map<String, Object> schedule, ZoneId zone, Instant around, Predicate<LocalDate> holiday) {
        LocalTime start = LocalTime.parse(Values.string(schedule, "start"));
        String closes = Values.string(schedule, "end");
        boolean midnight = closes.startsWith("24:00");
        LocalTime end = midnight ? LocalTime.MIDNIGHT : LocalTime.parse(closes);
        boolean endsNextDay = midnight || start.isAfter(end);
        List<Window> windows = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(around, zone);
        for (int days = -DAYS_BACK; days <= DAYS_AHEAD; days++) {
            LocalDate day = today.plusDays(days);
            if (opensOn(schedule, day) && !holiday.test(day)) {
                LocalDate lastDay = endsNextDay ? day.plusDays(1) : day;
                // W4: the opening is the earlier instant of an overlap, the closing the later one.
                windows.add(new Window(Instants.earlier(day.atTime(start), zone),
                        Instants.later(lastDay.atTime(end), zone)));
            }
        }
        return merged(windows);
    }

    /** W3. */
    private static boolean opensOn(Map<String, Object> schedule, LocalDate day) {
        List<?> days = Values.list(schedule.get("days"));
        return days.isEmpty() || days.contains(day.getDayOfWeek().name().substring(0, 3));
    }

    /** A window that is empty does not exist. */
    static List<Window> merged(List<Window> windows) {
        List<Window> merged = new ArrayList<>();
        windows.stream().filter(window -> window.opening().isBefore(window.closing()))
                .sorted(Comparator.comparing(Window::opening)).forEach(window -> {
                    if (merged.isEmpty() || merged.getLast().closing().isBefore(window.opening())) {
                        merged.add(window);
                    } else {
                        Window last = merged.removeLast();
                        merged.add(new Window(last.opening(), Instants.later(last.closing(), window.closing())));
                    }
                });
        return merged;
    }
}
