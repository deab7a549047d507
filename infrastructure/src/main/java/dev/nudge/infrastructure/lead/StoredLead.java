package dev.nudge.infrastructure.lead;

import dev.nudge.event.DueTimer;
import dev.nudge.lead.Lead;
import java.util.List;
import java.util.Map;

/**
 * A lead's document.
 *
 * @param position what the lead holds last; the fence of the next write
 * @param outbox what is not known to be published yet
 * @param timerTraces the places in traces of the events that set timers, of those timers whose events have one
 */
public record StoredLead(Lead lead, Position position, List<OutboxEntry> outbox, Map<DueTimer, String> timerTraces) {

    /** A lead whose timers belong to no trace. */
    public StoredLead(Lead lead, Position position, List<OutboxEntry> outbox) {
        this(lead, position, outbox, Map.of());
    }
}
