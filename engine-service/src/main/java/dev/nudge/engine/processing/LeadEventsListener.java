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
 * Hands batches of {@code lead.events} to the engine, and tells the timers which partitions are owned. What it throws
 * is an outage, never a bad record: the container offers the same batch again until it is over. Or it is an
 * {@link UnfinishedBatchException}: the container polls the rest again, with the records that have come meanwhile.
 *
 * <p>
 * A batch whose processing fails is processed again in halves, so that the record that causes it can be set aside. That
 * is safe at every step: a part is committed only when all that came of it is published or it was dead-lettered, and the
 * next part is begun only then; a crash in between repeats at most one part, and no lead's forwarded events are more than
 * may come twice (invariant 6).
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
    /** By which consumer: a late word that one has lost a partition must not touch what another has by then. */
    private final Map<TopicPartition, Consumer<?, ?>> owners = new ConcurrentHashMap<>();
    private volatile boolean hasItsShare;

    /** @param isolation keeps a record that can't be processed from holding up the others */
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
        /** By partition. A consumer that loses one while it processes a batch goes on with what it has here. */
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

        /** Only of a whole batch a rest may be left: the records behind a part of it must not be processed before it. */
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

        /** Of records that are processed but for a rest. What is processed is passed over when it comes again. */
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
            } catch (RuntimeException refused) { // as it is, it would be taken for the whole batch's, or for a record's
                throw new KafkaException("Expected a part of a batch to be committed but it was refused", refused);
            }
        }
    }

    /** For each partition of the records, the first of the rest, or what comes behind the records. */
    private static Map<TopicPartition, Long> next(List<InboundRecord> records, List<InboundRecord> rest) {
        Map<TopicPartition, Long> next = new HashMap<>();
        records.forEach(record -> next.put(partition(record), record.offset() + 1));
        rest.reversed().forEach(record -> next.put(partition(record), record.offset()));
        return next;
    }

    private static TopicPartition partition(InboundRecord record) {
        return new TopicPartition(Topics.LEAD_EVENTS, record.partition());
    }

    /** Incremental: only the partitions that came. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        leads.forgetAll(); // of what another engine wrote meanwhile
        for (TopicPartition partition : partitions) {
            owners.put(partition, consumer);
            processed.remove(partition.partition());
            timers.assigned(partition.partition());
        }
        hasItsShare = true;
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        gone(consumer, partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        gone(consumer, partitions);
    }

    private void gone(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        leads.forgetAll();
        for (TopicPartition partition : partitions) {
            if (owners.remove(partition, consumer)) {
                timers.revoked(partition.partition());
            }
        }
    }

    /** Whether the group has said which partitions are this engine's, be it none. */
    public boolean hasItsShare() {
        return hasItsShare;
    }

    /** How many partitions are this engine's. */
    public int owned() {
        return owners.size();
    }
}
