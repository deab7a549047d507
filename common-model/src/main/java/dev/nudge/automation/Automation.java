package dev.nudge.automation;

import dev.nudge.condition.Conditions;
import dev.nudge.schedule.Delay;
import dev.nudge.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An automation's definition, validated and with its conditions and patterns compiled.
 *
 * @param createdBy the user whose preference applies to leads without an owner (S4)
 * @param eventTypes the event types that start runs: {@code event} and {@code triggerType} (S1)
 * @param sourceStatuses empty: any (S3); in the form of {@link dev.nudge.json.UnicodeText#canonical}
 * @param targetStatuses empty: any (S11); in the same form
 * @param maxTransitions null: no limit (S5)
 * @param maxFollowUpCount null: no limit; never null for timer logic (S6)
 * @param cancelOn the events that end waiting runs (C4)
 * @param maxLateness null: no limit (D5)
 */
public record Automation(String id, String organizationId, String createdBy, int version, Set<String> eventTypes,
        Set<String> sourceStatuses, Set<String> targetStatuses, @Nullable Integer maxTransitions, Conditions conditions,
        Logic logic, @Nullable Schedule schedule, @Nullable Integer maxFollowUpCount, Set<CancelOn> cancelOn,
        @Nullable Duration maxLateness, List<SendMessage> actions) {

    /** The kinds of events that can end a waiting run, in addition to the checks when its timer is due. */
    public enum CancelOn {
        REPLY,
        STATUS_CHANGE;

        public static final Set<CancelOn> ALL = Set.of(values());
    }

    public boolean isTimerLogic() {
        return logic instanceof Logic.OnTimer;
    }

    public boolean timerIsOff() {
        return logic instanceof Logic.OnTimer(boolean enabled, var _) && !enabled;
    }

    /** The step of a follow-up; empty without steps, or when there are fewer. */
    public Optional<Step> step(int followUp) {
        return steps().size() >= followUp ? Optional.of(steps().get(followUp - 1)) : Optional.empty();
    }

    private List<Step> steps() {
        return logic instanceof Logic.OnTimer(var _, Logic.InSteps(List<Step> steps)) ? steps : List.of();
    }

    /** The delay before a follow-up; empty when the automation has none of that number, and for event logic. */
    public Optional<Delay> delayBefore(int followUp) {
        return switch (logic) {
            case Logic.OnEvent() -> Optional.empty();
            case Logic.OnTimer(var _, Logic.Repeated(Delay delay)) -> Optional.of(delay);
            case Logic.OnTimer(var _, Logic.InSteps _) -> step(followUp).map(Step::delay);
        };
    }

    /** The actions of a follow-up. */
    public List<SendMessage> actionsOf(int followUp) {
        return step(followUp).map(Step::actions).orElse(actions);
    }

    /** The channels of all follow-ups from one on; empty beyond the last step. */
    public List<Channel> channelsFrom(int followUp) {
        List<Step> steps = steps();
        Stream<SendMessage> remaining = steps.isEmpty()
                ? actions.stream()
                : steps.stream().skip(followUp - 1L).flatMap(step -> step.actions().stream());
        return remaining.map(SendMessage::channel).toList();
    }

    /** Whether a run has steps after a follow-up (S12). */
    public boolean hasStepAfter(int followUp) {
        return steps().size() > followUp;
    }
}
