package dev.nudge.event;

import java.time.Instant;

/**
 * The identity of a timer in a {@code timer.due} record. The timer is processed only if all four values equal those of
 * the lead's waiting run (D1).
 */
public record DueTimer(String automationId, int run, int followUp, Instant dueAt) {}
