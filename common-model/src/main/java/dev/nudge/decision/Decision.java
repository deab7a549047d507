package dev.nudge.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nudge.condition.TraceEntry;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an automation did in response to an event, and why (R1). Its JSON is the record of {@code automation.decisions}.
 *
 * @param run null when there was none
 * @param followUp the follow-up that is waited for, or that fired; with steps, the number of the step
 * @param userAsked the user whose preference was checked; null when none was
 * @param zoneFrom the source of the time zone (W2)
 * @param dueAt until when the run waits; null when it does not wait
 * @param runEnded {@code COMPLETED} when this firing, or this skipped step, was the run's last (D4, S12)
 * @param notes what was ignored in the event, or is doubtful about it (N)
 * @param trace empty when the conditions were not evaluated
 * @param sequence orders the decisions about one lead, including those of the same instant; null in a simulation and in
 * decisions recorded before sequences existed
 */
public record Decision(String id, String organizationId, String automationId, int automationVersion, String leadId,
        String eventId, String eventType, Outcome outcome, Reason reason, @Nullable Integer run,
        @Nullable Integer followUp, @Nullable String userAsked, @Nullable String zone, @Nullable ZoneFrom zoneFrom,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") @Nullable Instant dueAt, @Nullable RunEnded runEnded,
        List<SkippedAction> skippedActions, List<TraceEntry> trace, List<String> messageIds,
        List<EventNote> notes,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") Instant at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sequence) {

    /** The maximum number of decisions about one record that have distinct sequences. */
    private static final int SEQUENCES_PER_RECORD = 10_000;

    /** The source of the time zone (W2). */
    public enum ZoneFrom {
        @JsonProperty("schedule")
        SCHEDULE,
        @JsonProperty("lead")
        LEAD,
        @JsonProperty("organization")
        ORGANIZATION,
        @JsonProperty("default")
        DEFAULT
    }

    /** How a run ended that was not cancelled. */
    public enum RunEnded {
        COMPLETED
    }

    /** An action that produced no message (F1, F4). */
    public record SkippedAction(int action, Why reason) {
        /** Why an action produced no message. */
        public enum Why {
            NO_ADDRESS,
            BAD_ADDRESS,
            OPTED_OUT
        }
    }

    /**
     * The decision with its sequence. A lead's records are in one partition, so that the record's offset and the
     * decision's index among those about the record give the order of the decisions.
     */
    public Decision recorded(long offset, int index) {
        return new Decision(id, organizationId, automationId, automationVersion, leadId, eventId, eventType, outcome,
                reason, run, followUp, userAsked, zone, zoneFrom, dueAt, runEnded, skippedActions, trace, messageIds,
                notes, at, offset * SEQUENCES_PER_RECORD + Math.min(index, SEQUENCES_PER_RECORD - 1));
    }

    static String id(String eventId, LeadKey lead, String automationId, @Nullable Integer run, Outcome outcome) {
        return "d-" + LeadEvent.fingerprint(eventId, lead.organizationId(), lead.leadId(), automationId,
                String.valueOf(run), outcome.name());
    }
}
