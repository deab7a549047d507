package dev.nudge.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nudge.condition.TraceEntry;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an automation did about an event, and why (R1). As JSON it is the record of {@code automation.decisions}.
 *
 * @param run null when there was none
 * @param followUp the one that is waited for, or that fired
 * @param userAsked null when nobody was asked
 * @param zoneFrom where the zone came from (W2)
 * @param dueAt until when the run waits; null when it doesn't
 * @param runEnded {@code COMPLETED} when this firing was the run's last (D4)
 * @param trace empty when the conditions weren't judged
 * @param sequence orders the decisions about one lead as they were made, also those of the same instant; null in a
 *        simulation, and in what was recorded before there were sequences
 */
public record Decision(String id, String organizationId, String automationId, int automationVersion, String leadId,
        String eventId, String eventType, Outcome outcome, Reason reason, @Nullable Integer run,
        @Nullable Integer followUp, @Nullable String userAsked, @Nullable String zone, @Nullable ZoneFrom zoneFrom,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") @Nullable Instant dueAt, @Nullable RunEnded runEnded,
        List<SkippedAction> skippedActions, List<TraceEntry> trace, List<String> messageIds,
        @JsonFormat(pattern = Json.INSTANT, timezone = "UTC") Instant at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sequence) {

    /** Decisions about one record of which each has a sequence of its own. */
    private static final int SEQUENCES_PER_RECORD = 10_000;

    /** Whose zone was used (W2). */
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

    /** How a run ended that did what it was for. */
    public enum RunEnded {
        COMPLETED
    }

    /** An action that made no message (F1, F4). */
    public record SkippedAction(int action, Why reason) {
        /** Why an action made no message. */
        public enum Why {
            NO_ADDRESS,
            OPTED_OUT
        }
    }

    /**
     * The decision as it is recorded. A lead's records are in one partition, so that the offset of the record and the
     * decision's place among those about it are the order in which they were made.
     */
    public Decision recorded(long offset, int index) {
        return new Decision(id, organizationId, automationId, automationVersion, leadId, eventId, eventType, outcome,
                reason, run, followUp, userAsked, zone, zoneFrom, dueAt, runEnded, skippedActions, trace, messageIds,
                at, offset * SEQUENCES_PER_RECORD + Math.min(index, SEQUENCES_PER_RECORD - 1));
    }

    static String id(String eventId, LeadKey lead, String automationId, @Nullable Integer run, Outcome outcome) {
        return "d-" + LeadEvent.fingerprint(eventId, lead.organizationId(), lead.leadId(), automationId,
                String.valueOf(run), outcome.name());
    }
}
