package dev.nudge.engine.ingest;

import dev.nudge.Topics;
import dev.nudge.engine.LeadEngine;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.timer.Timers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Hands batches of {@code lead.events} to the engine, and tells the timers which partitions are owned. What it throws
 * is an outage, never a bad record: the container offers the same batch again until it is over.
 */
public final class LeadEventsListener
        implements
            BatchConsumerAwareMessageListener<byte[], byte[]>,
            ConsumerAwareRebalanceListener {

    private final LeadEngine engine;
    private final Timers timers;
    private final CachedLeads leads;
    private final Map<TopicPartition, Long> lag = new ConcurrentHashMap<>();
    /** Where batches were committed in part, and their rest has to come again. */
    private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
    /** By which consumer: a late word that one has lost a partition must not touch what another has by then. */
    private final Map<TopicPartition, Consumer<?, ?>> owners = new ConcurrentHashMap<>();
    private volatile boolean hasItsShare;

    public LeadEventsListener(LeadEngine engine, Timers timers, CachedLeads leads) {
        this.engine = engine;
        this.timers = timers;
        this.leads = leads;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<IncomingRecord> open = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() >= committed.getOrDefault(partition(record.partition()), 0L)) {
                open.add(new IncomingRecord(record.partition(), record.offset(),
                        Instant.ofEpochMilli(record.timestamp()), record.key(), record.value()));
            }
        }
        int taken = process(open);
        while (taken < open.size()) {
            commit(open.subList(0, taken), Objects.requireNonNull(consumer));
            open = open.subList(taken, open.size());
            taken = process(open);
        }
        if (consumer != null) {
            consumer.assignment()
                    .forEach(partition -> consumer.currentLag(partition)
                            .ifPresent(behind -> lag.put(partition, behind)));
        }
    }

    private int process(List<IncomingRecord> records) {
        try {
            return engine.process(records);
        } catch (Error failure) { // the container would stop for good; what came of it isn't known, as in an outage
            throw new IllegalStateException("Expected a batch to be processed but found an error", failure);
        }
    }

    /** Of a part of a batch. What is committed is passed over when the batch comes again for the rest of it. */
    private void commit(List<IncomingRecord> records, Consumer<?, ?> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        records.forEach(record -> offsets.put(partition(record.partition()),
                new OffsetAndMetadata(record.offset() + 1)));
        try {
            consumer.commitSync(offsets);
        } catch (CommitFailedException refused) { // as it is, it would be taken for the whole batch's commit
            throw new IllegalStateException("Expected a part of a batch to be committed but it was refused", refused);
        }
        offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
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
                lag.remove(partition);
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

    /** Records of the owned partitions that were not processed at the last batch. */
    public long lag() {
        return lag.values().stream().mapToLong(Long::longValue).sum();
    }
}
