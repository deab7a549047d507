package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {

    private static final Pace PACE = new Pace(10, 16, Duration.ofSeconds(10), 10, Duration.ofHours(24),
            Duration.ofSeconds(10));

    @Test
    void without_settings_every_channel_is_served_by_the_log() {
        DeliverySettings settings = Settings.of();
        assertThat(settings.publicUrl()).isNull();
        assertThat(settings.channels()).hasSize(Channel.values().length)
                .allSatisfy((_, providers) -> assertThat(providers).containsExactly("log"));
        assertThat(settings.providers()).containsOnlyKeys("log");
        assertThat(settings.provider("log")).isEqualTo(new ProviderSettings.Log("log", new Pace(1_000_000, 16,
                Duration.ofSeconds(10), 10, Duration.ofHours(24), Duration.ofSeconds(10))));
    }

    @Test
    void the_defaults_of_a_twilio_provider_are_as_documented() {
        ProviderSettings.Twilio twilio = (ProviderSettings.Twilio) Settings.of(Settings.TWILIO).provider("eu");
        assertThat(twilio.pace()).isEqualTo(PACE);
        assertThat(twilio.baseUrl()).isEqualTo(URI.create("https://api.twilio.com"));
        assertThat(twilio.accountSid()).isEqualTo("AC1");
        assertThat(twilio.authToken()).isNotNull().extracting(Secret::value).isEqualTo("canary-token");
        assertThat(twilio.apiKeySid()).isNull();
        assertThat(twilio.apiKeySecret()).isNull();
        assertThat(twilio.messagingServiceSid()).isNull();
        assertThat(twilio.from()).isEqualTo("+15550100");
        assertThat(twilio.lookupAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_defaults_of_an_smtp_provider_are_as_documented() {
        assertThat(Settings.of(Settings.SMTP).provider("mail")).isEqualTo(new ProviderSettings.Smtp("mail", PACE,
                "mail.example.com", 587, null, null, StartTls.REQUIRED, "Acme <hello@example.com>", null));
    }

    @Test
    void the_defaults_of_a_webhook_provider_are_as_documented() {
        ProviderSettings.Webhook webhook = (ProviderSettings.Webhook) Settings.of(Settings.WEBHOOK).provider("hooks");
        assertThat(webhook.pace()).isEqualTo(new Pace(10, 16, Duration.ofSeconds(10), 15, Duration.ofHours(24),
                Duration.ofSeconds(30)));
        assertThat(webhook.secrets().get()).containsExactly(Settings.WEBHOOK_SECRET);
        assertThat(webhook.allowHttp()).isFalse();
        assertThat(webhook.allowPrivateAddresses()).isFalse();
    }

    @Test
    void every_property_has_its_documented_name() {
        DeliverySettings settings = Settings.of("public-url=https://nudge.example.com/base/", "enabled=false",
                "messages-kept=7d", "log-text=true", "channels.sms=eu, log", "channels.whatsapp=eu",
                "channels.email[0]=mail", "channels.email[1]=log", "channels.webhook=hooks", "providers.eu.type=twilio",
                "providers.eu.per-second=0.5", "providers.eu.concurrency=2", "providers.eu.timeout=3s",
                "providers.eu.max-attempts=4", "providers.eu.max-age=5h", "providers.eu.backoff=6s",
                "providers.eu.base-url=http://localhost:8081/", "providers.eu.account-sid=AC1",
                "providers.eu.api-key-sid=SK1", "providers.eu.api-key-secret=canary-key",
                "providers.eu.messaging-service-sid=MG1", "providers.eu.lookup-after=1m", "providers.mail.type=smtp",
                "providers.mail.host=mail", "providers.mail.port=25", "providers.mail.username=u",
                "providers.mail.password=canary-password", "providers.mail.start-tls=never",
                "providers.mail.from=a@example.com", "providers.mail.unsubscribe-mailto=b@example.com",
                "providers.hooks.type=webhook", "providers.hooks.secrets[0]=" + Settings.WEBHOOK_SECRET,
                "providers.hooks.secrets[1]=" + Settings.WEBHOOK_SECRET, "providers.hooks.allow-http=true",
                "providers.hooks.allow-private-addresses=true", "providers.log.per-second=7");
        assertThat(settings.publicUrl()).isEqualTo(URI.create("https://nudge.example.com/base"));
        assertThat(settings.channels()).isEqualTo(Map.of(Channel.SMS, List.of("eu", "log"), Channel.WHATSAPP,
                List.of("eu"), Channel.EMAIL, List.of("mail", "log"), Channel.WEBHOOK, List.of("hooks")));
        ProviderSettings.Twilio twilio = (ProviderSettings.Twilio) settings.provider("eu");
        assertThat(twilio.pace()).isEqualTo(
                new Pace(0.5, 2, Duration.ofSeconds(3), 4, Duration.ofHours(5), Duration.ofSeconds(6)));
        assertThat(twilio.baseUrl()).isEqualTo(URI.create("http://localhost:8081"));
        assertThat(twilio.authToken()).isNull();
        assertThat(twilio.apiKeySid()).isEqualTo("SK1");
        assertThat(twilio.apiKeySecret()).isNotNull().extracting(Secret::value).isEqualTo("canary-key");
        assertThat(twilio.messagingServiceSid()).isEqualTo("MG1");
        assertThat(twilio.lookupAfter()).isEqualTo(Duration.ofMinutes(1));
        ProviderSettings.Smtp smtp = (ProviderSettings.Smtp) settings.provider("mail");
        assertThat(smtp.port()).isEqualTo(25);
        assertThat(smtp.username()).isEqualTo("u");
        assertThat(smtp.password()).isNotNull().extracting(Secret::value).isEqualTo("canary-password");
        assertThat(smtp.startTls()).isEqualTo(StartTls.NEVER);
        assertThat(smtp.unsubscribeMailto()).isEqualTo("b@example.com");
        ProviderSettings.Webhook webhook = (ProviderSettings.Webhook) settings.provider("hooks");
        assertThat(webhook.secrets().get()).hasSize(2);
        assertThat(webhook.allowHttp()).isTrue();
        assertThat(webhook.allowPrivateAddresses()).isTrue();
        assertThat(settings.provider("log").pace().perSecond()).isEqualTo(7);
    }

    @Test
    void texts_of_settings_contain_no_secret() {
        String[] all = Settings.with(Settings.with(Settings.TWILIO, Settings.SMTP), Settings.WEBHOOK);
        DeliverySettings settings = Settings.of(Settings.with(all, "providers.eu.api-key-sid=SK1",
                "providers.eu.api-key-secret=canary-key", "providers.mail.username=u",
                "providers.mail.password=canary-password"));
        assertThat(settings.toString()).contains("eu", "mail", "hooks").doesNotContain("canary", "whsec_");
    }
}
