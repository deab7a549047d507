package dev.nudge.lead;

import dev.nudge.automation.Organization;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applying an event to its lead results in, before any automation is evaluated. */
public sealed interface LeadEventApplier {

    /**
     * The event was applied.
     *
     * @param before the lead before the event, which {@code changed*} compares with (E4)
     * @param after the lead after the event; its waiting runs are those before it, except that a deletion ends them
     * @param occurredAt when the event occurred (E1)
     * @param status what became of the lead's status
     * @param obstacle why the event starts nothing; null when it may
     * @param isOptOut whether the event is an opt-out, which ends waiting runs (F4)
     * @param isReply whether the event is a reply, which ends waiting runs that it does not restart (C2)
     * @param cancelledAutomation the automation whose waiting runs the event ends (C6); null when there is none
     * @param notes what was ignored in the event, or is doubtful about it
     * @param suppressions changes of the suppression list (F4)
     * @param forwarded events for the lead into which this one was merged (E10)
     */
    record Applied(Lead before, Lead after, Instant occurredAt, StatusMerge status, @Nullable EventObstacle obstacle,
            boolean isOptOut, boolean isReply, @Nullable String cancelledAutomation, List<EventNote> notes,
            List<Suppression> suppressions,
            List<LeadEvent> forwarded) implements LeadEventApplier {

        /** Whether the event has removed the lead (E10). */
        public boolean isRemoval() {
            return after.removal() != null && !after.removal().equals(before.removal());
        }

        /** E9: an automatic message ends nothing by the status in it. */
        public boolean mayEndByStatus(LeadEvent event) {
            return status.isMoved() && !event.isAutomatic();
        }
    }

    /** E5: the event was applied before; the lead is unchanged. */
    record Repeated() implements LeadEventApplier {}

    static LeadEventApplier of(@Nullable Lead known, LeadEvent event, Instant recordTimestamp,
            Organization organization) {
        Instant timestamp = recordTimestamp.truncatedTo(ChronoUnit.MILLIS);
        Lead before = known == null ? Lead.unknown(event.key(), timestamp) : known;
        Instant now = before.nowAt(recordTimestamp);
        return before.hasApplied(event, now)
                ? new Repeated()
                : new EventApplication(event, before, now, occurredAt(event, timestamp), organization).apply();
    }

    /** E1: defaults to the record's timestamp, which is also the latest possible value. */
    private static Instant occurredAt(LeadEvent event, Instant timestamp) {
        Instant said = event.occurredAt();
        return said == null || said.isAfter(timestamp) ? timestamp : said;
    }
}
