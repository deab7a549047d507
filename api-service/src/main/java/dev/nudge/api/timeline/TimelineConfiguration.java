package dev.nudge.api.timeline;

import dev.nudge.api.decision.DecisionConfiguration;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.message.MessageConfiguration;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route for a lead's timeline. */
@Configuration(proxyBeanMethods = false)
public class TimelineConfiguration {

    @Bean
    TimelineController apiTimelineController(Leads apiLeads, MongoTemplate store) {
        return new TimelineController(apiLeads, new Timeline(MessageConfiguration.messages(store),
                DecisionConfiguration.decisions(store),
                new PagedCollection(store.getCollection(CollectionNames.LEAD_EVENTS), "at", Set.of("sequence"))));
    }
}
