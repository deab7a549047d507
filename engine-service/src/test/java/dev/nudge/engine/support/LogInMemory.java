package dev.nudge.engine.support;

import dev.nudge.Topics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.json.JsonCodec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A log in memory: keeps every record, assigns offsets and timestamps to {@code lead.events}, and can fail. */
public final class LogInMemory implements RecordLog {

    private final int partitions;
    private final InstantSource clock;
    private final Consumer<String> journal;
    private final List<OutboundRecord> appended = new ArrayList<>();
    private final Map<Integer, List<InboundRecord>> leadEvents = new HashMap<>();
    private Predicate<OutboundRecord> failing = record -> false;
    private Supplier<RuntimeException> failures = IllegalStateException::new;

    /** @param journal receives every appended record */
    public LogInMemory(int partitions, InstantSource clock, Consumer<String> journal) {
        this.partitions = partitions;
        this.clock = clock;
        this.journal = journal;
    }

    /** From now on these records are neither appended nor acknowledged. */
    public void failFor(Predicate<OutboundRecord> records) {
        failFor(records, () -> new TimeoutException("the log does not respond"));
    }

    public void failFor(Predicate<OutboundRecord> records, Supplier<RuntimeException> failure) {
        failing = records;
        failures = failure;
    }

    public void becomeUnavailable() {
        failFor(record -> true);
    }

    public void becomeAvailable() {
        failFor(record -> false);
    }

    @Override
    public CompletableFuture<?> append(OutboundRecord record) {
        if (failing.test(record)) {
            return CompletableFuture.failedFuture(failures.get());
        }
        appended.add(record);
        journal.accept("appended " + record.topic());
        if (record.topic().equals(Topics.LEAD_EVENTS)) {
            int partition = record.partition() != null
                    ? record.partition()
                    : Utils.toPositive(Utils.murmur2(Objects.requireNonNull(record.key()))) % partitions;
            List<InboundRecord> partitionLog = leadEvents.computeIfAbsent(partition, any -> new ArrayList<>());
            partitionLog.add(new InboundRecord(partition, partitionLog.size(), clock.instant(), record.key(),
                    record.value()));
        }
        return CompletableFuture.completedFuture(record);
    }

    /** {@code lead.events} from an offset on. */
    public List<InboundRecord> leadEvents(int partition, long offset, int atMost) {
        List<InboundRecord> all = leadEvents.getOrDefault(partition, List.of());
        return List.copyOf(all.subList((int) offset, (int) Math.min(all.size(), offset + atMost)));
    }

    public List<OutboundRecord> records(String topic) {
        return appended.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    /** A topic's records as JSON. */
    public List<Map<String, @Nullable Object>> json(String topic) {
        return records(topic).stream()
                .map(record -> JsonCodec.readObject(Objects.requireNonNull(record.value())).orThrow())
                .toList();
    }

    public List<String> ids(String topic) {
        return json(topic).stream().map(record -> String.valueOf(record.get("id"))).toList();
    }

    public List<OutboundRecord> deadLetters() {
        return records(Topics.deadLetters(Topics.LEAD_EVENTS));
    }

    /** The positions of the dead letters' original records, as {@code partition@offset}. */
    public List<String> deadPositions() {
        return deadLetters().stream().map(OutboundRecord::headers)
                .map(headers -> headers.get(DeadLetter.PARTITION) + "@" + headers.get(DeadLetter.OFFSET)).toList();
    }

    /** Removes the records of all topics but {@code lead.events}. */
    public void clearPublished() {
        appended.clear();
    }
}
