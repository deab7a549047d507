package dev.nudge.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** The delay of a timer (S8): units up to hours are elapsed time, days and weeks are calendar days. */
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

        /** The number of units in a year, the maximum delay. */
        public int perYear() {
            return (int) ChronoUnit.DAYS.getDuration().multipliedBy(365).dividedBy(chrono.getDuration());
        }
    }

    /** As many delays in one. */
    public Delay times(int factor) {
        return new Delay(amount * factor, unit);
    }

    /**
     * The end of the delay. A local time in a gap becomes the first instant after the gap; in an overlap the earlier
     * instant applies.
     */
    public Instant after(Instant start, ZoneId zone) {
        if (!unit.chrono.isDateBased()) {
            return start.plus(amount, unit.chrono);
        }
        ZonedDateTime local = start.atZone(zone);
        return LocalTimes.firstInstant(local.toLocalDateTime().plus(amount, unit.chrono), zone);
    }
}
