package dev.nudge.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the engine.
 *
 * @param consumers threads that process partitions of {@code lead.events}; they wait for the database and the log, so
 * more threads than cores are useful
 * @param batchSize maximum number of records per batch
 * @param partitions number of partitions of {@code lead.events} and of the output topics when the engine creates them
 * @param leadCache memory for cached lead documents
 * @param stalledAfter how long a consumer may stay at the same record before readiness is down
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
                    "Expected nudge.engine.stalled-after to be longer than zero but found " + stalledAfter + ".");
        }
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "Expected nudge.engine." + name + " to be at least 1 but found " + value + ".");
        }
    }
}
