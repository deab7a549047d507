package dev.nudge.standalone.deployment;

import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.DeliverySettingsConfiguration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Reads environment variables, and the files that they name, as the services do. */
final class CheckedSettings {

    private static final String VARIABLES = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private CheckedSettings() {}

    /** Passes the settings on; fails for those of delivery that would prevent the start of a service. */
    static void read(Map<String, String> variables, BiConsumer<ConfigurableEnvironment, DeliverySettings> check) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().replace(VARIABLES,
                new SystemEnvironmentPropertySource(VARIABLES, Map.copyOf(variables)));
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(DeliverySettingsConfiguration.class)
                .environment(environment).web(WebApplicationType.NONE)
                // Not the settings of standalone, which are on the class path of this test.
                .run("--spring.config.name=none", "--spring.main.banner-mode=off")) {
            check.accept(context.getEnvironment(), context.getBean(DeliverySettings.class));
        }
    }
}
