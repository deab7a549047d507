package dev.nudge.engine.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of records of a topic that each consumer group has not processed yet. Every few seconds it compares the
 * partitions' end offsets with the committed offsets on the broker, so that it also detects a stuck consumer. While the
 * broker is unavailable, the last value remains.
 */
public final class ConsumerLag implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int TIMEOUT_MILLISECONDS = 5_000;

    /** @param assigned the partitions that are consumed here */
    public record Consumed(String topic, String group, Supplier<Collection<TopicPartition>> assigned) {}

    private final Supplier<Admin> admins;
    private final Map<String, Long> lags = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("consumer-lag").daemon().factory());
    private @Nullable Admin admin;

    public ConsumerLag(Supplier<Admin> admins) {
        this.admins = admins;
    }

    public void start(List<Consumed> consumed) {
        var _ = thread.scheduleWithFixedDelay(() -> measure(consumed), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    public long of(String group) {
        return lags.getOrDefault(group, 0L);
    }

    private synchronized void measure(List<Consumed> consumed) {
        try {
            Admin opened = admin == null ? admins.get() : admin;
            admin = opened;
            for (Consumed each : consumed) {
                lags.put(each.group(), lag(opened, each));
            }
        } catch (ExecutionException | RuntimeException unavailable) {
            LOG.debug("The lag could not be measured", unavailable);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static long lag(Admin admin, Consumed consumed) throws ExecutionException, InterruptedException {
        Set<TopicPartition> assigned = Set.copyOf(consumed.assigned().get());
        if (assigned.isEmpty()) {
            return 0;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(consumed.group(),
                new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLISECONDS)).partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, Long> ends = offsets(admin, assigned, OffsetSpec.latest());
        // A group without committed offsets starts at the first record that the topic still has.
        Map<TopicPartition, Long> starts = offsets(admin, assigned.stream()
                .filter(partition -> committed.get(partition) == null).collect(Collectors.toSet()),
                OffsetSpec.earliest());
        return assigned.stream().mapToLong(partition -> {
            OffsetAndMetadata offset = committed.get(partition);
            long processed = offset == null ? starts.getOrDefault(partition, 0L) : offset.offset();
            return Math.max(0, ends.getOrDefault(partition, 0L) - processed);
        }).sum();
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), any -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MILLISECONDS)).all().get();
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(TIMEOUT_MILLISECONDS, TimeUnit.MILLISECONDS)) {
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
