package dev.nudge.automation;

import dev.nudge.condition.Conditions;
import dev.nudge.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configured rule, compiled: everything that can be checked or computed once has been.
 *
 * @param createdBy the user asked for leads without an owner (S4)
 * @param eventTypes what it listens to: {@code event} and {@code triggerType} (S1)
 * @param sourceStatuses empty: any (S3)
 * @param maxTransitions null: no limit (S5)
 * @param maxFollowUpCount null: no limit; for timer logic it is never null (S6)
 * @param cancelOn what ends its waiting runs (C4)
 * @param maxLateness null: no limit (D5)
 */
public record Automation(String id, String organizationId, String createdBy, int version, Set<String> eventTypes,
        Set<String> sourceStatuses, @Nullable Integer maxTransitions, Conditions conditions, Logic logic,
        @Nullable Schedule schedule, @Nullable Integer maxFollowUpCount, Set<CancelOn> cancelOn,
        @Nullable Duration maxLateness, List<SendMessage> actions) {

    /** What may end a waiting run besides its own checks. */
    public enum CancelOn {
        REPLY,
        STATUS_CHANGE;

        public static final Set<CancelOn> ALL = Set.of(values());
    }

    public boolean timerIsOff() {
        return logic instanceof Logic.OnTimer(boolean enabled, var _) && !enabled;
    }
}
