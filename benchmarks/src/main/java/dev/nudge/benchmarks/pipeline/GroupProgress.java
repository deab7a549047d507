package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.testsupport.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Waits for consumer groups, by the offsets that they commit. */
final class GroupProgress implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final TopicReader topics;
    private final Admin admin;

    GroupProgress(Environment environment) {
        topics = new TopicReader(environment.bootstrapServers());
        admin = Admin.create(Map.of("bootstrap.servers", environment.bootstrapServers()));
    }

    /** Returns when the group has committed all records that are in the topic now. */
    void await(String group, String topic) throws InterruptedException {
        await(group, topic, () -> {});
    }

    /** @param check throws if the group's consumers have failed */
    void await(String group, String topic, Runnable check) throws InterruptedException {
        Map<TopicPartition, Long> ends = topics.ends(List.of(topic));
        Await.until("the group " + group + " to process " + topic, LONGEST, PAUSE, () -> {
            check.run();
            return isAt(group, ends);
        });
    }

    private boolean isAt(String group, Map<TopicPartition, Long> ends) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata().get();
            return ends.entrySet().stream().allMatch(end -> isAt(committed.get(end.getKey()), end.getValue()));
        } catch (ExecutionException unavailable) {
            throw new IllegalStateException("Expected the broker to answer", unavailable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker answers", interrupted);
        }
    }

    private static boolean isAt(@Nullable OffsetAndMetadata committed, long end) {
        return end == 0 || committed != null && committed.offset() >= end;
    }

    @Override
    public void close() {
        admin.close();
    }
}
