package dev.nudge.automation;

import dev.nudge.schedule.NamedZone;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an organization that apply to all its automations.
 *
 * @param timezone null: not set (W2)
 * @param webhookUrl the URL that receives messages on the webhook channel (F1)
 */
public record Organization(String id, @Nullable NamedZone timezone, @Nullable String webhookUrl, int version) {

    public static Organization withoutSettings(String id) {
        return new Organization(id, null, null, 0);
    }
}
