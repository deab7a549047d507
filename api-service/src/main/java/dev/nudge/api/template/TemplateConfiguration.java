package dev.nudge.api.template;

import dev.nudge.api.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** The routes under {@code /api/templates}. */
@Configuration(proxyBeanMethods = false)
@Import(TemplateController.class)
public class TemplateConfiguration {

    @Bean
    @Order(3)
    Templates apiTemplates(Store store) {
        return new Templates(store);
    }
}
