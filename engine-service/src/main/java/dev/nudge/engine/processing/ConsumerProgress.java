package dev.nudge.engine.processing;

import dev.nudge.engine.record.FailureKind;
import dev.nudge.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchInterceptor;

/**
 * Tracks how long each partition's consumer has been at the same record, because its batch is being retried or its
 * processing does not end. Thread-safe.
 */
public final class ConsumerProgress implements BatchInterceptor<byte[], byte[]> {

    /** Failing polls recur within this time. After it, without another failure, the broker counts as available. */
    private static final Duration POLLS_FAIL_AGAIN = Duration.ofSeconds(10);

    private record Attempt(long offset, Instant since, @Nullable Throwable failure) {}

    private record FailingPolls(Instant since, Instant last, Throwable failure) {}

    private final InstantSource clock;
    private final Map<TopicPartition, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, FailingPolls> polls = new ConcurrentHashMap<>();

    public ConsumerProgress(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> intercept(ConsumerRecords<byte[], byte[]> records,
            Consumer<byte[], byte[]> consumer) {
        Instant now = clock.instant();
        for (TopicPartition partition : records.partitions()) {
            long first = records.records(partition).getFirst().offset();
            attempts.compute(partition, (any, before) -> before != null && before.offset() == first
                    ? before
                    : new Attempt(first, now, null));
        }
        return records;
    }

    @Override
    public void success(ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
        records.partitions().forEach(attempts::remove);
    }

    @Override
    public void failure(ConsumerRecords<byte[], byte[]> records, Exception failure,
            Consumer<byte[], byte[]> consumer) {
        records.partitions().forEach(partition -> attempts.computeIfPresent(partition,
                (any, attempt) -> new Attempt(attempt.offset(), attempt.since(), failure)));
    }

    /** The consumer polls from these offsets again: the records before them are processed. */
    void polledAgain(Map<TopicPartition, Long> positions) {
        positions.forEach((partition, position) -> attempts.computeIfPresent(partition,
                (any, attempt) -> attempt.offset() < position ? null : attempt));
    }

    /** A poll of a topic failed. */
    void pollFailed(String topic, Throwable failure) {
        Instant now = clock.instant();
        polls.compute(topic, (any, before) -> before != null && before.last().plus(POLLS_FAIL_AGAIN).isAfter(now)
                ? new FailingPolls(before.since(), now, failure)
                : new FailingPolls(now, now, failure));
    }

    /**
     * Describes the consumers that have made no progress for longer than a time: a sentence by topic.
     *
     * @param assigned the partitions that are consumed here; other partitions are ignored
     */
    public Map<String, String> stalled(Collection<TopicPartition> assigned, Duration time) {
        Instant now = clock.instant();
        Instant latest = now.minus(time);
        Map<String, String> stalled = new TreeMap<>();
        attempts.forEach((partition, attempt) -> {
            if (assigned.contains(partition) && attempt.since().isBefore(latest)) {
                stalled.put(partition.topic(), "No progress at %s@%d since %s. %s".formatted(partition,
                        attempt.offset(), Json.text(attempt.since()), cause(attempt.failure())));
            }
        });
        polls.forEach((topic, failing) -> {
            if (failing.since().isBefore(latest) && failing.last().plus(POLLS_FAIL_AGAIN).isAfter(now)) {
                stalled.put(topic, "No records could be read since %s. %s".formatted(Json.text(failing.since()),
                        cause(failing.failure())));
            }
        });
        return stalled;
    }

    private static String cause(@Nullable Throwable failure) {
        return failure == null
                ? "The processing of the batch has not ended."
                : FailureKind.of(failure).sentence() + " The batch is being retried.";
    }
}
