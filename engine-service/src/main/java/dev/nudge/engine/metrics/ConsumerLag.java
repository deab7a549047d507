package dev.nudge.engine.metrics;

import dev.nudge.infrastructure.kafka.GroupLag;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of records that each consumer group has not processed yet, by partition. Every few seconds it compares the
 * end offsets of the partitions that are consumed here with the committed offsets on the broker, so that it also
 * detects a stuck consumer. While the broker is unavailable, the last values remain.
 */
public final class ConsumerLag implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** @param assigned the partitions that are consumed here */
    public record Consumed(String topic, String group, Supplier<Collection<TopicPartition>> assigned) {}

    /** A partition as a group consumes it. */
    public record Partition(String group, TopicPartition of) {}

    private final Supplier<Admin> admins;
    private final EngineMetrics metrics;
    private volatile Map<Partition, GroupLag> lags = Map.of();
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("consumer-lag").daemon().factory());
    private @Nullable Admin admin;

    public ConsumerLag(Supplier<Admin> admins, EngineMetrics metrics) {
        this.admins = admins;
        this.metrics = metrics;
    }

    public void start(List<Consumed> consumed) {
        var _ = thread.scheduleWithFixedDelay(() -> measure(consumed), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Of all partitions together. */
    public long total() {
        return lags.values().stream().mapToLong(GroupLag::records).sum();
    }

    private synchronized void measure(List<Consumed> consumed) {
        try {
            Admin opened = admin == null ? admins.get() : admin;
            admin = opened;
            Map<Partition, GroupLag> measured = new LinkedHashMap<>();
            for (Consumed each : consumed) {
                GroupLag.of(opened, each.group(), Set.copyOf(each.assigned().get()), TIMEOUT)
                        .forEach((partition, lag) -> measured.put(new Partition(each.group(), partition), lag));
            }
            lags = measured;
            metrics.lags(measured);
        } catch (ExecutionException | RuntimeException unavailable) {
            LOG.debug("The lag could not be measured", unavailable);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("The last measurement of the lag did not end in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Admin opened = admin;
        if (opened != null) {
            opened.close(Duration.ZERO);
        }
    }
}
