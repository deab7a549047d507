package dev.nudge.api.catalog;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The route {@code /api/catalog}. */
@Configuration(proxyBeanMethods = false)
public class CatalogConfiguration {

    /** An element of the code without a text prevents the start. */
    @Bean
    CatalogController apiCatalogController() {
        return new CatalogController(new Catalog(CatalogTexts.read()).toJson());
    }
}
