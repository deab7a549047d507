package dev.nudge.infrastructure.provider;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Reads settings from properties and environment variables of a test. */
final class Settings {

    /** The base64 of 32 bytes. */
    static final String WEBHOOK_SECRET = "whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LTAwMDE=";

    static final String[] TWILIO = {"providers.eu.type=twilio", "providers.eu.account-sid=AC1",
            "providers.eu.auth-token=canary-token", "providers.eu.from=+15550100"};
    static final String[] SMTP = {"providers.mail.type=smtp", "providers.mail.host=mail.example.com",
            "providers.mail.from=Acme <hello@example.com>"};
    static final String[] WEBHOOK = {"providers.hooks.type=webhook", "providers.hooks.secrets=" + WEBHOOK_SECRET};

    private static final String VARIABLES = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private Settings() {}

    /** @param properties {@code name=value}, below {@code nudge.delivery} */
    static DeliverySettings of(String... properties) {
        return of(Map.of(), properties);
    }

    static DeliverySettings of(Map<String, Object> variables, String... properties) {
        return DeliverySettingsReader.read(environment(variables, properties));
    }

    static StandardEnvironment environment(Map<String, Object> variables, String... properties) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> map = Stream.of(properties).map(property -> property.split("=", 2))
                .collect(Collectors.toMap(pair -> "nudge.delivery." + pair[0], pair -> pair[1], (_, last) -> last));
        environment.getPropertySources().replace(VARIABLES, new SystemEnvironmentPropertySource(VARIABLES, variables));
        environment.getPropertySources().addLast(new MapPropertySource("properties", map));
        return environment;
    }

    static String[] with(String[] properties, String... more) {
        return Stream.of(properties, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
