package dev.nudge.automation;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has set for all its automations.
 *
 * @param timezone null: not set (W2)
 * @param webhookUrl where messages on the webhook channel go (F1)
 */
public record Organization(String id, @Nullable ZoneId timezone, @Nullable String webhookUrl, int version) {

    public static Organization withoutSettings(String id) {
        return new Organization(id, null, null, 0);
    }
}
