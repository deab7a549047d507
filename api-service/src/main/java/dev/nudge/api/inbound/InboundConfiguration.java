package dev.nudge.api.inbound;

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

/** Messages that come in, and the route {@code /api/unmatched-messages}. */
@Configuration(proxyBeanMethods = false)
@Import(UnmatchedMessageController.class)
public class InboundConfiguration {

    @Bean
    UnmatchedMessages apiUnmatchedMessages(MongoTemplate store, @Qualifier("apiClock") InstantSource clock) {
        return new UnmatchedMessages(store, clock);
    }

    @Bean
    InboundMessages apiInboundMessages(Organizations organizations, Leads leads, LeadEvents events,
            UnmatchedMessages unmatched, Suppressions suppressions, @Qualifier("apiClock") InstantSource clock) {
        return new InboundMessages(organizations, leads, events, unmatched, suppressions, clock);
    }
}
