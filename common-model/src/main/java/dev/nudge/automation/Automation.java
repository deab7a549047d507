package dev.nudge.automation;

import dev.nudge.condition.Conditions;
import dev.nudge.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An automation's definition, validated and with its conditions and patterns compiled.
 *
 * @param createdBy the user whose preference applies to leads without an owner (S4)
 * @param eventTypes the event types that start runs: {@code event} and {@code triggerType} (S1)
 * @param sourceStatuses empty: any (S3)
 * @param maxTransitions null: no limit (S5)
 * @param maxFollowUpCount null: no limit; never null for timer logic (S6)
 * @param cancelOn the events that end waiting runs (C4)
 * @param maxLateness null: no limit (D5)
 */
public record Automation(String id, String organizationId, String createdBy, int version, Set<String> eventTypes,
        Set<String> sourceStatuses, @Nullable Integer maxTransitions, Conditions conditions, Logic logic,
        @Nullable Schedule schedule, @Nullable Integer maxFollowUpCount, Set<CancelOn> cancelOn,
        @Nullable Duration maxLateness, List<SendMessage> actions) {

    /** The kinds of events that can end a waiting run, in addition to the checks when its timer is due. */
    public enum CancelOn {
        REPLY,
        STATUS_CHANGE;

        public static final Set<CancelOn> ALL = Set.of(values());
    }

    public boolean timerIsOff() {
        return logic instanceof Logic.OnTimer(boolean enabled, var _) && !enabled;
    }
}
