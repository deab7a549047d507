package dev.nudge.infrastructure.provider;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Refuses invalid settings before any bean and any embedded server exists, so that the sentence about them is the only
 * line. Spring Boot loads it by name.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DeliverySettingsCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var _ = DeliverySettingsReader.read(context.getEnvironment());
    }
}
