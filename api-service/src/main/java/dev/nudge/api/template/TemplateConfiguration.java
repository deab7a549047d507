package dev.nudge.api.template;

import dev.nudge.api.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes under {@code /api/templates}. */
@Configuration(proxyBeanMethods = false)
@Import(TemplateController.class)
public class TemplateConfiguration {

    @Bean
    Templates apiTemplates(Store store) {
        return new Templates(store);
    }
}
