package dev.nudge.engine.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How fast the due timers of one partition become records. While the partition is theirs alone, as fast as they are
 * processed, with so many in flight. While events of others come to it, in groups: one lands as a whole, then the
 * partition is left to the others for several times as long as the group took, so that an event seldom finds timers
 * before it, however many are due and however fast the machine is. Fewer than a group never wait. Guarded by its queue.
 */
final class TimerThrottle {

    private static final int GROUP = 25;
    private static final int REST = 4;
    /** However slow a group was, as with the store away. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration OTHERS_COME = Duration.ofSeconds(10);

    private final int mostInFlight;
    private Instant othersCameAt = Instant.EPOCH;
    /** Since when a whole group is in flight. */
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

    /** From when on more may be appended; empty while what is in flight has to land first. */
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
