package dev.nudge.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the engine runs.
 *
 * @param consumers threads that process partitions of {@code lead.events}; they wait for the store and the log, so that
 * more of them than cores are of use
 * @param batchSize records per batch, at most
 * @param partitions of {@code lead.events} and of what comes of it, when these topics are made
 * @param leadCache how much of the leads' documents is held in memory
 * @param stalledAfter how long a consumer may be at the same record before readiness is down
 */
@ConfigurationProperties("nudge.engine")
public record EngineProperties(@DefaultValue("4") int consumers, @DefaultValue("1000") int batchSize,
        @DefaultValue("48") int partitions,
        @DefaultValue("64MB") DataSize leadCache, @DefaultValue("30s") Duration stalledAfter) {

    public EngineProperties {
        check("consumers", consumers);
        check("batch-size", batchSize);
        check("partitions", partitions);
        if (!stalledAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "Expected nudge.engine.stalled-after to be longer than nothing but found " + stalledAfter + ".");
        }
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "Expected nudge.engine." + name + " to be at least 1 but found " + value + ".");
        }
    }
}
