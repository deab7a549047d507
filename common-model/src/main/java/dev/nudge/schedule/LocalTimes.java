package dev.nudge.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/** Converts local times to instants where daylight saving time makes a local time ambiguous or non-existent (W4). */
public final class LocalTimes {

    private LocalTimes() {}

    /** The earlier instant in an overlap; in a gap, the first instant after it. */
    public static Instant firstInstant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition == null) {
            return local.toInstant(zone.getRules().getOffset(local));
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    /** The later instant in an overlap; in a gap, the first instant after it. */
    static Instant lastInstant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        ZoneOffset later = transition != null && transition.isOverlap() ? transition.getOffsetAfter() : null;
        return later == null ? firstInstant(local, zone) : local.toInstant(later);
    }
}
