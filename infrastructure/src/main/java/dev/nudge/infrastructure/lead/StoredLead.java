package dev.nudge.infrastructure.lead;

import dev.nudge.lead.Lead;
import java.util.List;

/**
 * A lead's document.
 *
 * @param position what the lead holds last; the fence of the next write
 * @param outbox what is not known to be published yet
 */
public record StoredLead(Lead lead, Position position, List<OutboxEntry> outbox) {}
