package dev.nudge.event;

import java.time.Instant;

/** The four things that a {@code timer.due} carries and that must all be the lead's state for it to act (D1). */
public record DueTimer(String automationId, int run, int followUp, Instant dueAt) {}
