package dev.nudge.api.suppression;

import dev.nudge.api.lead.LeadEvents;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.organization.Organizations;
import dev.nudge.infrastructure.suppression.Suppressions;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/suppressions}. */
@Configuration(proxyBeanMethods = false)
@Import({SuppressionController.class, ImportController.class})
public class SuppressionConfiguration {

    @Bean
    SuppressionList apiSuppressionList(MongoTemplate store) {
        return new SuppressionList(store);
    }

    @Bean
    Suppressions apiSuppressions(MongoTemplate store) {
        return new Suppressions(store.getDb());
    }

    @Bean
    SuppressionChanges apiSuppressionChanges(Suppressions suppressions, Leads leads, LeadEvents events,
            Organizations organizations, @Qualifier("apiClock") InstantSource clock) {
        return new SuppressionChanges(suppressions, leads, events, organizations, clock);
    }
}
