package dev.nudge.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description at {@code /v3/api-docs} and the page at {@code /swagger-ui.html}, both public. */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {

    @Bean
    Description apiDescription() {
        return new Description("openapi/nudge.yaml", "openapi/automations.yaml", "openapi/simulation.yaml",
                "openapi/templates.yaml", "openapi/events.yaml", "openapi/history.yaml", "openapi/stats.yaml",
                "openapi/suppressions.yaml",
                "openapi/unmatched-messages.yaml", "openapi/users.yaml",
                "openapi/dead-letters.yaml", "openapi/catalog.yaml", "openapi/activity.yaml", "openapi/health.yaml");
    }

    /**
     * Replaces the description that springdoc derives from the controllers' signatures, which is incomplete because
     * they read bodies and queries themselves.
     */
    @Bean
    OpenApiCustomizer apiDescriptionInPlace(ObjectProvider<Description> descriptions) {
        return served -> {
            OpenAPI described = Descriptions.merged(descriptions.orderedStream().toList());
            served.openapi(described.getOpenapi()).info(described.getInfo()).servers(described.getServers())
                    .tags(described.getTags()).security(described.getSecurity()).components(described.getComponents())
                    .paths(described.getPaths());
        };
    }
}
