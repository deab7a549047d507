package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a lead wants nothing on a channel (F4).
 *
 * @param at since when
 * @param by the user who said so; null when it was the lead, by a keyword
 */
public record OptOut(Instant at, @Nullable String by) {}
