package dev.nudge.api.decision;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.decision.Decision;
import dev.nudge.infrastructure.mongo.CollectionNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes for decisions. */
@Configuration(proxyBeanMethods = false)
public class DecisionConfiguration {

    @Bean
    DecisionController apiDecisionController(Leads apiLeads, Automations automations, MongoTemplate store) {
        return new DecisionController(apiLeads, automations, decisions(store));
    }

    /** The decisions as the API shows them. */
    public static PagedCollection decisions(MongoTemplate store) {
        return PagedCollection.ofRecords(store.getCollection(CollectionNames.DECISIONS), "at", Decision.class);
    }
}
