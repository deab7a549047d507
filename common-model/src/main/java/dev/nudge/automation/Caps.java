package dev.nudge.automation;

import org.jspecify.annotations.Nullable;

/**
 * How many messages a lead may be sent, over all automations (W5).
 *
 * @param perDay in a calendar day of the lead; null: no limit
 * @param perWeek in an ISO week of the lead; null: no limit
 */
public record Caps(@Nullable Integer perDay, @Nullable Integer perWeek, OnExceeded onExceeded) {

    /** What happens to a firing that would exceed a cap. */
    public enum OnExceeded {
        DROP,
        DEFER
    }
}
