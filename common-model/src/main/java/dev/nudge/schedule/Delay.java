package dev.nudge.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** A timer's delay (S8): hours and less are elapsed time, days and weeks are days of the calendar. */
public record Delay(int amount, Unit unit) {

    /** The units by their names in JSON. */
    public enum Unit {
        SECONDS(ChronoUnit.SECONDS),
        MINUTES(ChronoUnit.MINUTES),
        HOURS(ChronoUnit.HOURS),
        DAYS(ChronoUnit.DAYS),
        WEEKS(
                ChronoUnit.WEEKS);

        private final ChronoUnit chrono;

        Unit(ChronoUnit chrono) {
            this.chrono = chrono;
        }

        /** How many of these make a year, the longest delay. */
        public int perYear() {
            return (int) ChronoUnit.DAYS.getDuration().multipliedBy(365).dividedBy(chrono.getDuration());
        }
    }

    /** The end of the delay; a local time in a gap is the first instant after it, in an overlap the earlier. */
    public Instant after(Instant start, ZoneId zone) {
        if (!unit.chrono.isDateBased()) {
            return start.plus(amount, unit.chrono);
        }
        ZonedDateTime local = start.atZone(zone);
        return LocalTimes.firstInstant(local.toLocalDateTime().plus(amount, unit.chrono), zone);
    }
}
