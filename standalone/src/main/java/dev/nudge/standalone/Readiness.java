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

/** Ready is who has consumed every partition; here there is nobody else to do it. */
@Configuration(proxyBeanMethods = false)
class Readiness {

    /** For good: from then on they move between the threads of this process only, and each may be on its way. */
    @Bean
    HealthIndicator partitionsHealthIndicator(EngineStatus engine) {
        AtomicBoolean consumed = new AtomicBoolean();
        return () -> {
            if (engine.ownsAllPartitions()) {
                consumed.set(true);
            }
            return consumed.get()
                    ? Health.up().build()
                    : Health.down().withDetail("partitions", "not all are assigned yet").build();
        };
    }

    @Bean
    Welcome welcome(HealthEndpoint health, StandaloneProperties properties, Environment environment,
            ObjectProvider<TokenController> tokens) {
        return new Welcome(health, properties, environment, tokens);
    }
}
