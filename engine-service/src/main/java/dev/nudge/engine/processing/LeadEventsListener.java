package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.record.BatchProcessor;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.timer.Timers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Passes batches of {@code lead.events} to the engine, and notifies the timers of partition assignments. An exception
 * means an outage, never an invalid record: the container retries the same batch until the outage is over. A
 * {@link UnfinishedBatchException} means that the container polls the rest again, together with newer records.
 *
 * <p>
 * A batch whose processing fails is processed again in halves, until the record that causes the failure is isolated.
 * This is safe at every step: a part is committed only after its results are published or it was dead-lettered, and the
 * next part is begun only after that. A crash in between repeats at most one part, and repeats no more of a lead's
 * forwarded events than the lead can detect (invariant 6).
 */
public final class LeadEventsListener
        implements
            BatchConsumerAwareMessageListener<byte[], byte[]>,
            ConsumerAwareRebalanceListener {

    private final LeadEngine engine;
    private final Timers timers;
    private final CachedLeads leads;
    private final RecordIsolation isolation;
    /** By partition. */
    private final Map<Integer, ProcessedOffsets> processed = new ConcurrentHashMap<>();
    /**
     * The consumer of each partition: a late revocation from a previous consumer must not affect the current one. The
     * timers of a partition begin and end together with its entry.
     */
    private final Map<TopicPartition, Consumer<?, ?>> owners = new ConcurrentHashMap<>();
    private volatile boolean hasAssignment;

    /** @param isolation isolates a record that cannot be processed, so that it does not block the others */
    public LeadEventsListener(LeadEngine engine, Timers timers, CachedLeads leads, RecordIsolation isolation) {
        this.engine = engine;
        this.timers = timers;
        this.leads = leads;
        this.isolation = isolation;
    }

    /** @throws UnfinishedBatchException when records are left for the next batch */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<InboundRecord> batch = records.stream().map(InboundRecord::of).toList();
        Batch work = new Batch(batch, consumer);
        isolation.process(batch, work);
        if (!work.rest.isEmpty()) {
            throw new UnfinishedBatchException(next(batch, work.rest), work.hasProgress);
        }
    }

    private final class Batch implements BatchProcessor<InboundRecord> {
        private final int size;
        private final @Nullable Consumer<?, ?> consumer;
        /** By partition. A consumer that loses a partition while it processes a batch continues with these. */
        private final Map<Integer, ProcessedOffsets> offsets = new HashMap<>();
        private List<InboundRecord> rest = List.of();
        private boolean hasProgress;

        Batch(List<InboundRecord> records, @Nullable Consumer<?, ?> consumer) {
            this.size = records.size();
            this.consumer = consumer;
            records.forEach(record -> offsets.computeIfAbsent(record.partition(), partition -> {
                ProcessedOffsets known = processed.computeIfAbsent(partition, any -> new ProcessedOffsets());
                known.beginAt(record.offset());
                return known;
            }));
        }

        /** Only a whole batch may leave a rest: records after a part must not be processed before that part. */
        @Override
        public void process(List<InboundRecord> records) {
            boolean mayWait = records.size() == size;
            List<InboundRecord> open = open(records);
            rest = List.of();
            while (!open.isEmpty()) {
                List<InboundRecord> left = engine.process(new InboundBatch(open, mayWait));
                hasProgress |= left.size() < open.size();
                if (!left.isEmpty()) {
                    commit(records, left);
                }
                if (mayWait) {
                    rest = left;
                    return;
                }
                open = left;
            }
        }

        @Override
        public void processed(List<InboundRecord> part) {
            commit(part, List.of());
        }

        @Override
        public void setAside(InboundRecord record, Throwable failure) {
            engine.setAside(record, failure);
        }

        private List<InboundRecord> open(List<InboundRecord> records) {
            return records.stream().filter(record -> offsets(record.partition()).isOpen(record.offset())).toList();
        }

        private ProcessedOffsets offsets(int partition) {
            return Objects.requireNonNull(offsets.get(partition));
        }

        /** Commits the offsets of a part without its rest. Processed records are skipped when they are polled again. */
        private void commit(List<InboundRecord> records, List<InboundRecord> left) {
            Map<TopicPartition, Long> next = next(records, left);
            next.entrySet().removeIf(offset -> offsets(offset.getKey().partition()).isCommitted(offset.getValue()));
            commit(next);
            Set<InboundRecord> waiting = Set.copyOf(left);
            records.stream().filter(record -> !waiting.contains(record))
                    .forEach(record -> offsets(record.partition()).add(record.offset()));
            next.forEach((partition, offset) -> offsets(partition.partition()).commit(offset));
        }

        private void commit(Map<TopicPartition, Long> next) {
            if (next.isEmpty()) {
                return;
            }
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            next.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
            try {
                Objects.requireNonNull(consumer).commitSync(committed);
            } catch (RuntimeException refused) { // unwrapped, it would count as a failure of the batch or a record
                throw new KafkaException("Expected a part of a batch to be committed but it was refused", refused);
            }
        }
    }

    /** For each partition of the records, the offset of the first of the rest, or the one after the last record. */
    private static Map<TopicPartition, Long> next(List<InboundRecord> records, List<InboundRecord> rest) {
        Map<TopicPartition, Long> next = new HashMap<>();
        records.forEach(record -> next.put(partition(record), record.offset() + 1));
        rest.reversed().forEach(record -> next.put(partition(record), record.offset()));
        return next;
    }

    private static TopicPartition partition(InboundRecord record) {
        return new TopicPartition(Topics.LEAD_EVENTS, record.partition());
    }

    /** Incremental: only the newly assigned partitions. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        leads.clear(); // another engine may have written them
        for (TopicPartition partition : partitions) {
            owners.compute(partition, (assigned, previous) -> {
                processed.remove(assigned.partition());
                timers.assigned(assigned.partition());
                return consumer;
            });
        }
        hasAssignment = true;
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        revoke(consumer, partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        revoke(consumer, partitions);
    }

    private void revoke(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        leads.clear();
        for (TopicPartition partition : partitions) {
            owners.computeIfPresent(partition, (revoked, owner) -> {
                if (owner.equals(consumer)) {
                    timers.revoked(revoked.partition());
                    return null;
                }
                return owner;
            });
        }
    }

    /** Whether the group has assigned partitions to this engine, possibly none. */
    public boolean hasAssignment() {
        return hasAssignment;
    }

    /** The number of partitions that are assigned to this engine. */
    public int owned() {
        return owners.size();
    }
}
