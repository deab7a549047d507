package dev.nudge.engine.registry;

import dev.nudge.Topics;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.publish.Wire;
import dev.nudge.json.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Keeps the registry as new as {@code automation.events}. Every engine instance reads all of it, from the offsets that
 * it noted before it loaded the store; so nothing between the two is missed.
 */
public final class RegistryFollower {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Registry registry;
    private final ConsumerFactory<byte[], byte[]> consumers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    public RegistryFollower(Registry registry, ConsumerFactory<byte[], byte[]> consumers) {
        this.registry = registry;
        this.consumers = consumers;
    }

    /** Returns when the registry knows all that was saved before the call; from then on it follows by itself. */
    public void start() {
        if (thread != null) {
            return; // it follows already; what failed was another part of the start
        }
        Consumer<byte[], byte[]> following = consumers.createConsumer(null, "registry");
        try {
            List<TopicPartition> partitions = following.partitionsFor(Topics.AUTOMATION_EVENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            if (partitions.isEmpty()) { // it was just made, and this broker doesn't know of it yet
                throw new IllegalStateException(
                        "Expected partitions of " + Topics.AUTOMATION_EVENTS + " but found none");
            }
            following.assign(partitions);
            Map<TopicPartition, Long> noted = following.endOffsets(partitions);
            registry.load();
            noted.forEach(following::seek);
            Map<TopicPartition, Long> target = following.endOffsets(partitions);
            while (!target.entrySet().stream().allMatch(end -> following.position(end.getKey()) >= end.getValue())) {
                poll(following);
            }
        } catch (RuntimeException notYet) {
            following.close();
            throw notYet;
        }
        LOG.info("The registry knows {} automations", registry.size());
        consumer = following;
        thread = Thread.ofPlatform().name("registry-follower").start(() -> follow(following));
    }

    private void follow(Consumer<byte[], byte[]> following) {
        try (following) {
            while (stopped.getCount() > 0) {
                try {
                    poll(following);
                } catch (WakeupException asked) {
                    LOG.debug("The registry was asked to follow no longer");
                } catch (RuntimeException outage) {
                    LOG.warn("The registry could not follow; trying again", outage);
                    stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(Consumer<byte[], byte[]> following) {
        for (ConsumerRecord<byte[], byte[]> record : following.poll(POLL)) {
            apply(record);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Optional<Reading<ConfigurationChange>> reading = Optional.ofNullable(record.value()).flatMap(Wire::object)
                .map(ConfigurationChange::read);
        if (reading.isPresent() && reading.get() instanceof Reading.Understood<ConfigurationChange>(var change)) {
            registry.apply(change);
            return;
        }
        LOG.error("Passed over {}-{}@{}: no configuration change could be read", record.topic(), record.partition(),
                record.offset());
    }

    public void stop() throws InterruptedException {
        stopped.countDown();
        if (consumer != null && thread != null) {
            consumer.wakeup();
            thread.join(Duration.ofSeconds(10));
        }
    }
}
