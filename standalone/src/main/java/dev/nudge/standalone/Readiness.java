package dev.nudge.standalone;

import dev.nudge.engine.EngineStatus;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Ready is who consumes every partition; here there is nobody else to do it. */
@Configuration(proxyBeanMethods = false)
class Readiness {

    @Bean
    HealthIndicator partitionsHealthIndicator(EngineStatus engine) {
        return () -> engine.ownsAllPartitions()
                ? Health.up().build()
                : Health.down().withDetail("partitions", "not all are assigned yet").build();
    }

    @Bean
    Welcome welcome(HealthEndpoint health, StandaloneProperties properties, Environment environment,
            ObjectProvider<TokenController> tokens) {
        return new Welcome(health, properties, environment, tokens);
    }
}
