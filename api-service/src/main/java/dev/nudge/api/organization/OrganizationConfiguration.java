package dev.nudge.api.organization;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The organizations and the routes for their settings. */
@Configuration(proxyBeanMethods = false)
@Import(OrganizationController.class)
public class OrganizationConfiguration {

    @Bean
    @Order(2)
    Organizations apiOrganizations(MongoTemplate store) {
        return new Organizations(store);
    }

    @Bean
    GoneWebhooks apiGoneWebhooks(MongoTemplate store) {
        return new GoneWebhooks(store);
    }
}
