package dev.nudge.api.kafka;

import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.GroupLag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that the engine has not processed, of all partitions. A result counts for some seconds, also that the
 * broker does not answer, so that requests do not wait for it one after the other. Thread-safe.
 */
public final class EngineLag {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLag.class);
    private static final Duration VALID = Duration.ofSeconds(5);
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Map<String, Object> adminSettings;
    private final InstantSource clock;
    private Instant measuredAt = Instant.MIN;
    private @Nullable Map<TopicPartition, Long> lags;

    EngineLag(Map<String, Object> adminSettings, InstantSource clock) {
        this.adminSettings = adminSettings;
        this.clock = clock;
    }

    /** The lag of each partition; null when the broker did not answer in time. */
    public synchronized @Nullable Map<TopicPartition, Long> byPartition() {
        if (measuredAt.plus(VALID).isBefore(clock.instant())) {
            lags = measured();
            measuredAt = clock.instant();
        }
        return lags;
    }

    private @Nullable Map<TopicPartition, Long> measured() {
        try (Admin admin = Admin.create(adminSettings)) {
            return measured(admin);
        } catch (ExecutionException | KafkaException unavailable) {
            LOG.debug("The lag could not be measured", unavailable);
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Map<TopicPartition, Long> measured(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                Arrays.stream(ConsumerGroup.values()).map(ConsumerGroup::topic).distinct().toList(),
                new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis())).topicNameValues();
        Map<TopicPartition, Long> measured = new LinkedHashMap<>();
        for (ConsumerGroup group : ConsumerGroup.values()) {
            KafkaFuture<TopicDescription> topic = topics.get(group.topic());
            if (topic != null && isConsumed(admin, group)) {
                GroupLag.of(admin, group.id(), partitions(group.topic(), topic), TIMEOUT)
                        .forEach((partition, lag) -> measured.merge(partition, lag.records(), Math::max));
            }
        }
        return measured;
    }

    /** Delivery and history can be switched off, so that others consume their topics. */
    private static boolean isConsumed(Admin admin, ConsumerGroup group)
            throws ExecutionException, InterruptedException {
        return group == ConsumerGroup.LEAD_EVENTS || GroupLag.hasCommitted(admin, group.id(), TIMEOUT);
    }

    /** Empty for a topic that the engine has not created yet. */
    private static List<TopicPartition> partitions(String name, KafkaFuture<TopicDescription> topic)
            throws ExecutionException, InterruptedException {
        try {
            return topic.get().partitions().stream().map(each -> new TopicPartition(name, each.partition())).toList();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw failure;
        }
    }
}
