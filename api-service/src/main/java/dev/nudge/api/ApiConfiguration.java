package dev.nudge.api;

import dev.nudge.api.activity.ActivityConfiguration;
import dev.nudge.api.automation.AutomationConfiguration;
import dev.nudge.api.callback.CallbackConfiguration;
import dev.nudge.api.catalog.CatalogConfiguration;
import dev.nudge.api.console.ConsoleConfiguration;
import dev.nudge.api.inbound.InboundConfiguration;
import dev.nudge.api.unsubscribe.UnsubscribeConfiguration;
import dev.nudge.api.deadletter.DeadLetterConfiguration;
import dev.nudge.api.decision.DecisionConfiguration;
import dev.nudge.api.health.HealthConfiguration;
import dev.nudge.api.lead.LeadConfiguration;
import dev.nudge.api.message.MessageConfiguration;
import dev.nudge.api.organization.OrganizationConfiguration;
import dev.nudge.api.preference.PreferenceConfiguration;
import dev.nudge.api.event.EventConfiguration;
import dev.nudge.api.idempotency.IdempotencyConfiguration;
import dev.nudge.api.kafka.KafkaConfiguration;
import dev.nudge.api.openapi.OpenApiConfiguration;
import dev.nudge.api.purge.PurgeConfiguration;
import dev.nudge.api.ratelimit.RateLimitConfiguration;
import dev.nudge.api.relay.RelayConfiguration;
import dev.nudge.api.security.SecurityConfiguration;
import dev.nudge.api.simulation.SimulationConfiguration;
import dev.nudge.api.stats.StatsConfiguration;
import dev.nudge.api.store.StoreConfiguration;
import dev.nudge.api.stream.StreamConfiguration;
import dev.nudge.api.suppression.SuppressionConfiguration;
import dev.nudge.api.template.TemplateConfiguration;
import dev.nudge.api.timeline.TimelineConfiguration;
import dev.nudge.api.user.UserConfiguration;
import dev.nudge.api.web.WebConfiguration;
import dev.nudge.infrastructure.metrics.LibraryMetricsConfiguration;
import dev.nudge.infrastructure.provider.DeliverySettingsConfiguration;
import dev.nudge.infrastructure.tracing.TracingConfiguration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Configures the complete API for a Spring Boot process that has Kafka, MongoDB and a {@code JwtDecoder}. It uses no
 * component scanning and gives its beans unique types or names, so that other components can run in the same process.
 */
@Configuration(proxyBeanMethods = false)
@Import({SecurityConfiguration.class, WebConfiguration.class, StoreConfiguration.class, KafkaConfiguration.class,
        RelayConfiguration.class, IdempotencyConfiguration.class, RateLimitConfiguration.class,
        OrganizationConfiguration.class, UserConfiguration.class, TemplateConfiguration.class,
        AutomationConfiguration.class, PreferenceConfiguration.class, LeadConfiguration.class, EventConfiguration.class,
        MessageConfiguration.class, DecisionConfiguration.class, DeadLetterConfiguration.class,
        SuppressionConfiguration.class, InboundConfiguration.class, CallbackConfiguration.class,
        UnsubscribeConfiguration.class, SimulationConfiguration.class, PurgeConfiguration.class,
        OpenApiConfiguration.class, CatalogConfiguration.class, ConsoleConfiguration.class, ActivityConfiguration.class,
        HealthConfiguration.class, DeliverySettingsConfiguration.class, StatsConfiguration.class,
        TimelineConfiguration.class, StreamConfiguration.class, LibraryMetricsConfiguration.class,
        TracingConfiguration.class})
public class ApiConfiguration {

    /** Injected by name only, so that it does not conflict with other clocks. */
    @Bean(defaultCandidate = false)
    InstantSource apiClock() {
        return InstantSource.system();
    }
}
