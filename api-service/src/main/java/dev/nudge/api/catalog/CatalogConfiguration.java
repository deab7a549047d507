package dev.nudge.api.catalog;

import dev.nudge.infrastructure.provider.DeliverySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The route {@code /api/catalog}. */
@Configuration(proxyBeanMethods = false)
public class CatalogConfiguration {

    /** An element of the code without a text prevents the start. */
    @Bean
    CatalogController apiCatalogController(DeliverySettings delivery) {
        return new CatalogController(new Catalog(CatalogTexts.read(), delivery).toJson());
    }
}
