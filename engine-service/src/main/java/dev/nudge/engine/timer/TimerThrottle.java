package dev.nudge.engine.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits how fast the due timers of one partition become records. A partition without other events gets them as fast as
 * they are processed, up to a number in flight. A partition with other events gets them in groups: after a group is
 * processed, the partition is left to other events for several times as long as the group took, so that an event seldom
 * waits for timers, however many are due and however fast the machine is. Less than a group never waits. Guarded by its
 * queue.
 */
final class TimerThrottle {

    private static final int GROUP = 25;
    private static final int REST = 4;
    /** The maximum, however slow a group was, for example while the database was unavailable. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration OTHERS_COME = Duration.ofSeconds(10);

    private final int mostInFlight;
    private Instant othersCameAt = Instant.EPOCH;
    /** Since when a full group is in flight. */
    private @Nullable Instant groupSince;
    private Instant restUntil = Instant.EPOCH;

    TimerThrottle(int mostInFlight) {
        this.mostInFlight = mostInFlight;
    }

    void othersCame(Instant now) {
        othersCameAt = now;
    }

    /** How many may be appended now. */
    int room(int inFlight, Instant now) {
        return opensAt(inFlight, now).filter(opensAt -> !opensAt.isAfter(now)).map(open -> limit(now) - inFlight)
                .orElse(0);
    }

    void taken(int inFlight, Instant now) {
        if (groupSince == null && inFlight >= limit(now)) {
            groupSince = now;
        }
    }

    /** From when on more may be appended. Empty while records in flight must be processed first. */
    Optional<Instant> opensAt(int inFlight, Instant now) {
        if (isAlone(now)) {
            groupSince = null;
            restUntil = Instant.EPOCH;
        } else if (groupSince != null && inFlight == 0) {
            restUntil = now.plus(rest(Duration.between(groupSince, now)));
            groupSince = null;
        }
        return groupSince != null || inFlight >= limit(now) ? Optional.empty() : Optional.of(restUntil);
    }

    private static Duration rest(Duration took) {
        Duration rest = took.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private int limit(Instant now) {
        return isAlone(now) ? mostInFlight : Math.min(GROUP, mostInFlight);
    }

    private boolean isAlone(Instant now) {
        return !now.isBefore(othersCameAt.plus(OTHERS_COME));
    }
}
