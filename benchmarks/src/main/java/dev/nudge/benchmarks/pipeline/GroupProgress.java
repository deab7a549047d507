package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import dev.nudge.testsupport.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Waits for consumer groups, by the offsets that they commit. */
final class GroupProgress implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final TopicReader topics;
    private final Admin admin;

    GroupProgress(Site site) {
        topics = new TopicReader(site.bootstrapServers());
        admin = Admin.create(Map.of("bootstrap.servers", site.bootstrapServers()));
    }

    /** Returns when the group has committed all records that are in the topic now. */
    void await(String group, String topic) throws InterruptedException {
        Map<TopicPartition, Long> ends = topics.ends(List.of(topic));
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!isAt(group, ends)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Expected the group " + group + " to process " + topic + " within " + LONGEST);
            }
            TimeUnit.MILLISECONDS.sleep(25);
        }
    }

    private boolean isAt(String group, Map<TopicPartition, Long> ends) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata().get();
            return ends.entrySet().stream().allMatch(end -> isAt(committed.get(end.getKey()), end.getValue()));
        } catch (ExecutionException unavailable) {
            throw new IllegalStateException("Expected the broker to answer", unavailable);
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
