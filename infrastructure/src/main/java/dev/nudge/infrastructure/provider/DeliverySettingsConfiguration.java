package dev.nudge.infrastructure.provider;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Offers {@link DeliverySettings}. A process that imports it several times has one bean. */
@Configuration(proxyBeanMethods = false)
public class DeliverySettingsConfiguration {

    @Bean
    DeliverySettings deliverySettings(ConfigurableEnvironment environment) {
        return DeliverySettingsReader.read(environment);
    }
}
