package dev.nudge.api.organization;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of providers in the {@code channels} of a request body. They refer to the settings of the service, which
 * alone have the credentials, because every member can read the organization's.
 */
final class ProviderNames {

    private ProviderNames() {}

    /** Records a violation for each name that is not the name of a provider of its channel. */
    static void check(JsonObject organization, DeliverySettings delivery) {
        if (organization.get("channels") instanceof Map<?, ?> channels) {
            for (Channel channel : Channel.values()) {
                if (channels.get(channel.json()) instanceof Map<?, ?> settings) {
                    check(organization, delivery, channel, settings);
                }
            }
        }
    }

    private static void check(JsonObject organization, DeliverySettings delivery, Channel channel,
            Map<?, ?> settings) {
        String at = "/channels/" + channel.json();
        check(organization, delivery, channel, settings.get("provider"), at + "/provider");
        if (settings.get("providers") instanceof List<?> names) {
            for (int i = 0; i < names.size(); i++) {
                check(organization, delivery, channel, names.get(i), at + "/providers/" + i);
            }
        }
    }

    private static void check(JsonObject organization, DeliverySettings delivery, Channel channel,
            @Nullable Object value, String at) {
        List<String> known = delivery.providers().values().stream().filter(provider -> provider.serves(channel))
                .map(ProviderSettings::name).sorted().toList();
        if (value instanceof String name && !name.isBlank() && !known.contains(name)) {
            organization.violationAt(at, Violation.UNKNOWN_VALUE, "Expected a provider of the channel "
                    + channel.json() + ", one of " + String.join(", ", known) + ", but found "
                    + JsonObject.typeOf(name) + ".");
        }
    }
}
