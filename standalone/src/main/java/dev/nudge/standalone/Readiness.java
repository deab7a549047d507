package dev.nudge.standalone;

import dev.nudge.engine.EngineStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The process is ready when it has owned all partitions, because no other process shares them. */
@Configuration(proxyBeanMethods = false)
class Readiness {

    /**
     * Stays up after that: from then on, partitions only move between the threads of this process, and may be in
     * transit at any time.
     */
    @Bean
    HealthIndicator partitionsHealthIndicator(EngineStatus engine) {
        AtomicBoolean ownedAll = new AtomicBoolean();
        return () -> {
            if (engine.ownsAllPartitions()) {
                ownedAll.set(true);
            }
            return ownedAll.get()
                    ? Health.up().build()
                    : Health.down().withDetail("partitions", "not all are assigned yet").build();
        };
    }

    @Bean
    Welcome welcome(HealthEndpoint health, StandaloneProperties properties, Environment environment,
            ObjectProvider<TokenController> tokens, MongoDatabaseFactory mongo) {
        return new Welcome(health, properties, environment, tokens, mongo);
    }
}
