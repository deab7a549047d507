package dev.nudge.decision;

import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event does to its lead: a pure function of the lead's state, the event, when the log took it in, and
 * what teams have configured. The engine and every simulation decide with it (R2); the same input gives the same
 * answer, ids included.
 */
public final class Decider {

    private Decider() {}

    /**
     * @param known the lead's state; null when nothing is known of it yet
     * @param recordTimestamp when the log took the event in: the engine's "now" (E7)
     */
    public static Verdict decide(@Nullable Lead known, LeadEvent event, Instant recordTimestamp,
            AutomationCatalog rules) {
        if (event.isTimerDue()) {
            return TimerDecider.decide(known, event, recordTimestamp, rules);
        }
        return switch (LeadEventApplier.of(known, event, recordTimestamp)) {
            case LeadEventApplier.Repeated() -> new Verdict.Nothing();
            case LeadEventApplier.Impossible(String reason) -> new Verdict.Refused(reason);
            case LeadEventApplier.Applied applied -> new EventDecider(event, applied, rules).decide();
        };
    }

    /** Ends the run whose due record could not be processed ({@code ERROR}), so that it doesn't come due for ever. */
    public static Verdict giveUp(@Nullable Lead known, LeadEvent timerDue, Instant recordTimestamp) {
        return TimerDecider.giveUp(known, timerDue, recordTimestamp);
    }
}
