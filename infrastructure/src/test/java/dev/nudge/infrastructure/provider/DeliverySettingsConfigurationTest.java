package dev.nudge.infrastructure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class DeliverySettingsConfigurationTest {

    @Configuration(proxyBeanMethods = false)
    @Import(DeliverySettingsConfiguration.class)
    static class OneService {}

    @Configuration(proxyBeanMethods = false)
    @Import(DeliverySettingsConfiguration.class)
    static class OtherService {}

    @Test
    void two_services_in_one_process_share_the_settings() {
        new ApplicationContextRunner().withUserConfiguration(OneService.class, OtherService.class)
                .withPropertyValues("nudge.delivery.public-url=https://nudge.example.com")
                .run(context -> assertThat(context.getBean(DeliverySettings.class).publicUrl())
                        .hasToString("https://nudge.example.com"));
    }
}
