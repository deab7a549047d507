package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event changes for its lead. This is a pure function of the lead's state, the event, the record's
 * timestamp and the configuration; the engine and every simulation use it (R2). The same input always gives the same
 * result, including ids. Thread-safe.
 */
public final class Decider {

    private Decider() {}

    /**
     * Decides one event.
     *
     * @param known the lead's state; null when the lead has no event yet
     * @param recordTimestamp the timestamp of the event's record: the engine's "now" (E7)
     */
    public static Verdict decide(@Nullable Lead known, LeadEvent event, Instant recordTimestamp,
            AutomationCatalog catalog) {
        if (event.isTimerDue()) {
            return TimerDecider.decide(known, event, recordTimestamp, catalog);
        }
        Organization organization = catalog.organization(event.key().organizationId());
        return switch (LeadEventApplier.of(known, event, recordTimestamp, organization)) {
            case LeadEventApplier.Repeated() -> new Verdict.Nothing();
            case LeadEventApplier.Applied applied -> new EventDecider(event, applied, catalog).decide();
        };
    }

    /**
     * The automations whose event type, statuses and conditions an event matches, ordered by id (S1, S3, S7, S11). They
     * do not depend on preferences, limits and waiting runs, so that {@link #decide} may decide to do nothing. The
     * parameters are those of {@link #decide}.
     */
    public static List<Automation> matching(@Nullable Lead known, LeadEvent event, Instant recordTimestamp,
            AutomationCatalog catalog) {
        Organization organization = catalog.organization(event.key().organizationId());
        return switch (LeadEventApplier.of(known, event, recordTimestamp, organization)) {
            case LeadEventApplier.Repeated() -> List.of();
            case LeadEventApplier.Applied applied -> new EventMatch(event, applied).matching(catalog);
        };
    }

    /**
     * Ends the run whose due record could not be processed ({@code ERROR}), so that its timer does not become due
     * again.
     */
    public static Verdict giveUp(@Nullable Lead known, LeadEvent timerDue, Instant recordTimestamp) {
        return TimerDecider.giveUp(known, timerDue, recordTimestamp);
    }
}
