package dev.nudge.api.support;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import dev.nudge.infrastructure.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The providers whose callbacks the API verifies. */
@TestConfiguration(proxyBeanMethods = false)
public class TestProviders {

    /** A proxy in front of the API removes the path. */
    public static final String PUBLIC_URL = "https://nudge.example.com/crm";
    public static final String ACCOUNT = "AC00000000000000000000000000000001";
    public static final String OTHER_ACCOUNT = "AC00000000000000000000000000000002";
    public static final String ACCOUNT_WITHOUT_TOKEN = "AC00000000000000000000000000000003";
    public static final String TOKEN = "token-of-the-first-account";
    public static final String OTHER_TOKEN = "token-of-the-second-account";
    public static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Pace PACE = new Pace(10, 16, Duration.ofSeconds(10), 6, Duration.ofHours(24),
            Duration.ofSeconds(5));

    @Bean
    @Primary
    DeliverySettings testDeliverySettings() {
        return settings(URI.create(PUBLIC_URL));
    }

    public static DeliverySettings settings(@Nullable URI publicUrl) {
        return new DeliverySettings(publicUrl,
                Arrays.stream(Channel.values()).collect(Collectors.toMap(Function.identity(), _ -> List.of("log"))),
                Stream.of(twilio("twilio", "AC00000000000000000000000000000004", "token"),
                        new ProviderSettings.Smtp("smtp", PACE, "mail.example.com", 587, null, null, StartTls.REQUIRED,
                                "hello@example.com", null),
                        new ProviderSettings.Webhook("hook", PACE, List::of, false, false),
                        twilio("first", ACCOUNT, TOKEN), twilio("second", OTHER_ACCOUNT, OTHER_TOKEN),
                        twilio("third", ACCOUNT_WITHOUT_TOKEN, null), new ProviderSettings.Log("log", PACE),
                        new ProviderSettings.Webhook("gateway", PACE, () -> List.of(WEBHOOK_SECRET), false, false))
                        .collect(Collectors.toMap(ProviderSettings::name, Function.identity())));
    }

    private static ProviderSettings twilio(String name, String accountSid, @Nullable String token) {
        return new ProviderSettings.Twilio(name, PACE, URI.create("https://api.twilio.com"), accountSid,
                token == null ? null : Secret.of(token), null, null, null, "+14155550199", Duration.ofSeconds(30));
    }
}
