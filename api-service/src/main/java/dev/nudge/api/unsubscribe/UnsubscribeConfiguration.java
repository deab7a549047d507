package dev.nudge.api.unsubscribe;

import dev.nudge.infrastructure.unsubscribe.UnsubscribeLinks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route {@code /unsubscribe}. */
@Configuration(proxyBeanMethods = false)
@Import(UnsubscribeController.class)
public class UnsubscribeConfiguration {

    /** Not a candidate elsewhere: other services in the process have their own. */
    @Bean(defaultCandidate = false)
    UnsubscribeLinks apiUnsubscribeLinks(MongoTemplate store) {
        return new UnsubscribeLinks(store.getDb());
    }
}
