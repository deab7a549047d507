package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lead's opt-out of a channel (F4).
 *
 * @param at when the lead opted out
 * @param by the user who recorded it; null when the lead opted out by keyword
 */
public record OptOut(Instant at, @Nullable String by) {}
