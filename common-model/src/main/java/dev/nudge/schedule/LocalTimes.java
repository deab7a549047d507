package dev.nudge.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

/** The instants that a local time names where daylight saving makes it none or two (W4). */
final class LocalTimes {

    private LocalTimes() {}

    /** In an overlap the earlier one, in a gap the first instant after it. */
    static Instant firstInstant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition == null) {
            return local.toInstant(zone.getRules().getOffset(local));
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    /** In an overlap the later one, in a gap the first instant after it. */
    static Instant lastInstant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        ZoneOffset later = transition != null && transition.isOverlap() ? transition.getOffsetAfter() : null;
        return later == null ? firstInstant(local, zone) : local.toInstant(later);
    }
}
