package dev.nudge.engine.registry;

import dev.nudge.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Returns the registry once it is current, that is, contains every change that was published before the call. So a
 * batch that was polled before the call is decided with every change that was acknowledged before any of its records
 * was appended (ADR 19). If the log of changes is unavailable, or the follower does not reach its end in time, that is
 * an outage, and the batch must be retried. Thread-safe.
 */
public final class RegistryFreshness implements Supplier<Registry> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Registry registry;
    private final RegistryFollower follower;
    private final ChangeLog log;
    private final Waiting waiting;

    /** Waits for the follower's thread, and may time out with an exception. */
    @FunctionalInterface
    public interface Waiting {
        void until(CompletableFuture<Void> reached);
    }

    public RegistryFreshness(Registry registry, RegistryFollower follower, ChangeLog log) {
        this(registry, follower, log, RegistryFreshness::await);
    }

    public RegistryFreshness(Registry registry, RegistryFollower follower, ChangeLog log, Waiting waiting) {
        this.registry = registry;
        this.follower = follower;
        this.log = log;
        this.waiting = waiting;
    }

    /** @throws KafkaException for every failure, because no record of a batch is its cause */
    @Override
    public Registry get() {
        try {
            waitForChanges();
        } catch (KafkaException outage) {
            throw outage;
        } catch (RuntimeException failure) {
            throw new KafkaException("The registry could not be brought up to date", failure);
        }
        return registry;
    }

    private void waitForChanges() {
        Map<Integer, Long> applied = follower.applied();
        Map<Integer, Long> ends = log.ends();
        applied.forEach((partition, offset) -> {
            if (ends.getOrDefault(partition, 0L) < offset) { // until the follower detects it and reloads the registry
                throw new KafkaException("Expected " + Topics.AUTOMATION_EVENTS + "-" + partition
                        + " to end at " + offset + " or later but found " + ends.get(partition)
                        + ": it was truncated or re-created");
            }
        });
        waiting.until(follower.reached(ends));
    }

    private static void await(CompletableFuture<Void> reached) {
        try {
            reached.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while waiting for the registry", interrupted);
        } catch (ExecutionException | TimeoutException late) {
            throw new KafkaException("Expected the registry to reach the end of " + Topics.AUTOMATION_EVENTS
                    + " within " + TIMEOUT, late);
        } finally {
            reached.cancel(false);
        }
    }
}
