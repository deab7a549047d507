package dev.nudge.automation;

import dev.nudge.schedule.NamedZone;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has set for all its automations.
 *
 * @param timezone null: not set (W2)
 * @param webhookUrl where messages on the webhook channel go (F1)
 */
public record Organization(String id, @Nullable NamedZone timezone, @Nullable String webhookUrl, int version) {

    public static Organization withoutSettings(String id) {
        return new Organization(id, null, null, 0);
    }
}
