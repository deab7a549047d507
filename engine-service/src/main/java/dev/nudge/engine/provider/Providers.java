package dev.nudge.engine.provider;

import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The configured providers. */
public final class Providers {

    private Providers() {}

    /**
     * Returns the providers by name.
     *
     * @param logText whether the log provider writes texts and recipients
     */
    public static Map<String, MessageProvider> create(DeliverySettings settings, boolean logText,
            InstantSource clock) {
        Map<String, MessageProvider> providers = new HashMap<>();
        settings.providers().forEach((name, provider) -> providers.put(name, create(provider, logText, clock)));
        return providers;
    }

    private static MessageProvider create(ProviderSettings settings, boolean logText, InstantSource clock) {
        return switch (settings) {
            case ProviderSettings.Log _ -> new LogProvider(logText);
            case ProviderSettings.Twilio twilio -> new TwilioProvider(twilio, clock);
            case ProviderSettings.Smtp smtp -> new SmtpProvider(smtp, clock);
            case ProviderSettings.Webhook webhook -> new WebhookProvider(webhook, clock);
        };
    }
}
