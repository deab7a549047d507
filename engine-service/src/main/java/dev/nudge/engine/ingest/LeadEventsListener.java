package dev.nudge.engine.ingest;

import dev.nudge.Topics;
import dev.nudge.engine.LeadEngine;
import dev.nudge.engine.failure.BatchWork;
import dev.nudge.engine.failure.RecordIsolation;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.timer.Timers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * is an outage, never a bad record: the container offers the same batch again until it is over.
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
    /** Where batches were committed in part, and their rest has to come again. */
    private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
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

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        isolation.process(records.stream().map(IncomingRecord::of).toList(), new BatchWork<>() {
            @Override
            public void process(List<IncomingRecord> part) {
                take(part, consumer);
            }

            @Override
            public void processed(List<IncomingRecord> part) {
                commit(part, Objects.requireNonNull(consumer));
            }

            @Override
            public void setAside(IncomingRecord record, Throwable failure) {
                engine.setAside(record, failure);
            }
        });
    }

    private void take(List<IncomingRecord> part, @Nullable Consumer<?, ?> consumer) {
        List<IncomingRecord> open = part.stream().filter(this::isOpen).toList();
        int taken = engine.process(open);
        while (taken < open.size()) {
            commit(open.subList(0, taken), Objects.requireNonNull(consumer));
            open = open.subList(taken, open.size());
            taken = engine.process(open);
        }
    }

    /** Of a part of a batch. What is committed is passed over when the batch comes again for the rest of it. */
    private void commit(List<IncomingRecord> records, Consumer<?, ?> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        records.stream().filter(this::isOpen).forEach(record -> offsets.put(partition(record.partition()),
                new OffsetAndMetadata(record.offset() + 1)));
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
        } catch (RuntimeException refused) { // as it is, it would be taken for the whole batch's commit, or for a record's
            throw new KafkaException("Expected a part of a batch to be committed but it was refused", refused);
        }
        offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    }

    /** Not committed as a part of its batch. */
    private boolean isOpen(IncomingRecord record) {
        return record.offset() >= committed.getOrDefault(partition(record.partition()), 0L);
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(Topics.LEAD_EVENTS, number);
    }

    /** Incremental: only the partitions that came. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        leads.forgetAll(); // of what another engine wrote meanwhile
        for (TopicPartition partition : partitions) {
            owners.put(partition, consumer);
            committed.remove(partition);
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
