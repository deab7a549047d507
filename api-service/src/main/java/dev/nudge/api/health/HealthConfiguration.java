package dev.nudge.api.health;

import dev.nudge.api.kafka.EngineLag;
import dev.nudge.api.relay.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route {@code /api/health/summary}, and metrics of the same figures. */
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {

    @Bean
    HealthController apiHealthController(EngineLag lag, MongoTemplate store,
            @Qualifier("apiClock") InstantSource clock) {
        return new HealthController(lag, new EngineInstances(store), new Backlog(store), clock);
    }

    @Bean(initMethod = "start")
    BacklogMetrics apiBacklogMetrics(MeterRegistry registry, MongoTemplate store, List<Outbox> outboxes,
            @Qualifier("apiClock") InstantSource clock) {
        return new BacklogMetrics(registry, new Backlog(store), new EngineInstances(store),
                new UnpublishedChanges(outboxes), clock);
    }
}
