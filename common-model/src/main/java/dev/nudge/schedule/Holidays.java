package dev.nudge.schedule;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;

/**
 * Days on which no window opens (W5).
 *
 * @param yearly the days that are holidays in each year
 */
public record Holidays(Set<LocalDate> dates, Set<MonthDay> yearly) {

    public static final Holidays NONE = new Holidays(Set.of(), Set.of());

    boolean isEmpty() {
        return dates.isEmpty() && yearly.isEmpty();
    }

    boolean contains(LocalDate date) {
        return dates.contains(date) || yearly.contains(MonthDay.from(date));
    }
}
