package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The latest deletion of a lead, or its merge into another lead (E10).
 *
 * @param occurredAt when it occurred: events that occurred no later change nothing
 * @param at the engine's "now" at which it was applied: messages and decisions up to it lose their personal data
 * @param mergedInto the id of the other lead; null for a deletion without an earlier merge
 */
public record Removal(Instant occurredAt, Instant at, @Nullable String mergedInto) {}
