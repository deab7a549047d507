package dev.nudge.engine.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long ago the registry was last known to contain every published change. It asks every few seconds, also when no
 * event arrives. While the log of changes is unavailable, or the registry does not reach its end, the age grows.
 */
public final class RegistryAge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryAge.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final RegistryFreshness freshness;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("registry-age").daemon().factory());
    private volatile Instant currentAt;

    public RegistryAge(RegistryFreshness freshness, InstantSource clock) {
        this.freshness = freshness;
        this.clock = clock;
        this.currentAt = clock.instant();
    }

    /** The registry has just been loaded. */
    public void start() {
        currentAt = clock.instant();
        var _ = thread.scheduleWithFixedDelay(this::measure, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void measure() {
        Instant asked = clock.instant();
        try {
            freshness.get();
            currentAt = asked;
        } catch (KafkaException notCurrent) {
            LOG.debug("The registry is not known to be up to date", notCurrent);
        }
    }

    public Duration get() {
        return Duration.between(currentAt, clock.instant());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
