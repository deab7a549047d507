package dev.nudge.api.activity;

import dev.nudge.api.automation.Automations;
import dev.nudge.infrastructure.mongo.CollectionNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route {@code /api/automations/activity}. */
@Configuration(proxyBeanMethods = false)
public class ActivityConfiguration {

    @Bean
    ActivityController apiActivityController(Automations automations, MongoTemplate store) {
        return new ActivityController(automations,
                new RecentDecisions(store.getCollection(CollectionNames.DECISIONS)));
    }
}
