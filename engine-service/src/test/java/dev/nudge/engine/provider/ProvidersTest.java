package dev.nudge.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import dev.nudge.infrastructure.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    private static final Pace PACE = new Pace(10, 16, Duration.ofSeconds(10), 6, Duration.ofHours(24),
            Duration.ofSeconds(5));

    @Test
    void each_type_of_settings_has_its_provider() {
        Map<String, MessageProvider> providers = Providers.create(new DeliverySettings(null,
                Map.of(Channel.SMS, List.of("eu")),
                Map.of("log", new ProviderSettings.Log("log", PACE),
                        "eu", new ProviderSettings.Twilio("eu", PACE, URI.create("https://api.twilio.com"), "AC1",
                                new Secret(() -> "token"), null, null, null, "+14155550100", Duration.ofSeconds(30)),
                        "mail", new ProviderSettings.Smtp("mail", PACE, "localhost", 587, null, null,
                                StartTls.REQUIRED, "hello@example.com", null),
                        "hooks", new ProviderSettings.Webhook("hooks", PACE, List::of, false, false))),
                false, new SettableClock());

        assertThat(providers.get("log")).isInstanceOf(LogProvider.class);
        assertThat(providers.get("eu")).isInstanceOf(TwilioProvider.class);
        assertThat(providers.get("mail")).isInstanceOf(SmtpProvider.class);
        assertThat(providers.get("hooks")).isInstanceOf(WebhookProvider.class);
        assertThat(providers).hasSize(4);
        providers.values().forEach(MessageProvider::close);
    }
}
