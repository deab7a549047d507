package dev.nudge.engine.support;

import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leads with the fields that timers need. */
public final class WaitingLead {

    public static final String AUTOMATION = "follow-up";
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final StartingEvent EVENT = new StartingEvent("e1", "lead.asked", Map.of(), null, Map.of());

    private WaitingLead() {}

    public static LeadKey key(String leadId) {
        return new LeadKey("acme", leadId);
    }

    /** A lead without a waiting run. */
    public static Lead idle(String leadId) {
        return Lead.unknown(key(leadId), LONG_AGO);
    }

    public static Lead waiting(String leadId, Instant dueAt) {
        return with(idle(leadId), AUTOMATION, run(1, 1, dueAt));
    }

    public static Lead with(Lead lead, String automationId, Run run) {
        return lead.with(automationId, new Progress(run.number(), run.number(), 0, null, List.of(), List.of(run)));
    }

    public static Run run(int number, int followUp, Instant dueAt) {
        return new Run(number, followUp, followUp - 1, followUp > 1, LONG_AGO, LONG_AGO, EVENT, null, dueAt, null,
                false,
                1);
    }

    /** The first waiting run of an automation; null without one. */
    public static @Nullable Run runOf(Lead lead, String automationId) {
        List<Run> runs = lead.progressOf(automationId).runs();
        return runs.isEmpty() ? null : runs.getFirst();
    }
}
