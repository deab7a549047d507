package dev.nudge.api.automation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/automations}. */
@Configuration(proxyBeanMethods = false)
@Import(AutomationController.class)
public class AutomationConfiguration {

    @Bean
    @Order(4) // after the preferences, organizations and templates that they depend on
    Automations apiAutomations(MongoTemplate store) {
        return new Automations(store);
    }
}
