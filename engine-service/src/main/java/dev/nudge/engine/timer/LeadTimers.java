package dev.nudge.engine.timer;

import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lead's timers after a batch of its records.
 *
 * @param lead as it is stored now; null if it is unknown, or its document cannot be read
 * @param processed the timers whose records were in the batch, each with the time that it still has to wait: zero, or
 *        more for a timer that was early
 */
public record LeadTimers(LeadKey key, @Nullable Lead lead, Map<DueTimer, Duration> processed) {}
