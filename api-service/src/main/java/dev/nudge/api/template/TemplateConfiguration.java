package dev.nudge.api.template;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/templates}. */
@Configuration(proxyBeanMethods = false)
@Import(TemplateController.class)
public class TemplateConfiguration {

    @Bean
    @Order(3)
    Templates apiTemplates(MongoTemplate store) {
        return new Templates(store);
    }
}
