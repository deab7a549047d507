package dev.nudge.infrastructure.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What a group of consumers has not processed yet of one partition.
 *
 * @param committed the offset of the first record that is not processed
 * @param records how many there are from there to the end
 */
public record GroupLag(long committed, long records) {

    /**
     * Asks the broker, so that a stuck consumer is noticed, too.
     *
     * @param timeout of each of up to three calls
     * @return the lag of each of the partitions
     * @throws ExecutionException when the broker refuses or does not answer
     */
    public static Map<TopicPartition, GroupLag> of(Admin admin, String group, Collection<TopicPartition> partitions,
            Duration timeout) throws ExecutionException, InterruptedException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        int millis = (int) timeout.toMillis();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group,
                new ListConsumerGroupOffsetsOptions().timeoutMs(millis)).partitionsToOffsetAndMetadata().get();
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest(), millis);
        // A group without committed offsets starts at the first record that the topic still has.
        Map<TopicPartition, Long> starts = offsets(admin, partitions.stream()
                .filter(partition -> committed.get(partition) == null).collect(Collectors.toSet()),
                OffsetSpec.earliest(), millis);
        Map<TopicPartition, GroupLag> lags = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            long processed = offset == null ? starts.getOrDefault(partition, 0L) : offset.offset();
            lags.put(partition, new GroupLag(processed, Math.max(0, ends.getOrDefault(partition, 0L) - processed)));
        }
        return lags;
    }

    /**
     * Whether a group has ever committed an offset that the broker still has: a consumer that is switched off has not.
     *
     * @throws ExecutionException when the broker refuses or does not answer
     */
    public static boolean hasCommitted(Admin admin, String group, Duration timeout)
            throws ExecutionException, InterruptedException {
        return !admin.listConsumerGroupOffsets(group,
                new ListConsumerGroupOffsetsOptions().timeoutMs((int) timeout.toMillis()))
                .partitionsToOffsetAndMetadata().get().isEmpty();
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicPartition> partitions,
            OffsetSpec spec, int millis) throws ExecutionException, InterruptedException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                Set.copyOf(partitions).stream().collect(Collectors.toMap(Function.identity(), any -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(millis)).all().get();
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }
}
