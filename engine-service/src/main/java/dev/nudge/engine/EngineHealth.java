package dev.nudge.engine;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once the registry knows everything and partitions of {@code lead.events} were assigned. */
final class EngineHealth implements HealthIndicator {

    private final EngineRuntime runtime;

    EngineHealth(EngineRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public Health health() {
        return runtime.isReady() ? Health.up().build() : Health.down().withDetail("engine", "starting").build();
    }
}
