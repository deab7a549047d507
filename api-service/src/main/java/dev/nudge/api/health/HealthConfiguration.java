package dev.nudge.api.health;

import dev.nudge.api.kafka.EngineLag;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route {@code /api/health/summary}. */
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {

    @Bean
    HealthController apiHealthController(EngineLag lag, MongoTemplate store,
            @Qualifier("apiClock") InstantSource clock) {
        return new HealthController(lag, new EngineInstances(store), new Backlog(store), clock);
    }
}
