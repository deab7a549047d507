package dev.nudge.engine.ingest;

import dev.nudge.engine.LeadEngine;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.timer.Timers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    private final Set<TopicPartition> owned = ConcurrentHashMap.newKeySet();
    private volatile boolean hasItsShare;

    public LeadEventsListener(LeadEngine engine, Timers timers, CachedLeads leads) {
        this.engine = engine;
        this.timers = timers;
        this.leads = leads;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
        List<IncomingRecord> incoming = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            incoming.add(new IncomingRecord(record.partition(), record.offset(),
                    Instant.ofEpochMilli(record.timestamp()), record.key(), record.value()));
        }
        engine.process(incoming);
        if (consumer != null) {
            consumer.assignment()
                    .forEach(partition -> consumer.currentLag(partition)
                            .ifPresent(behind -> lag.put(partition, behind)));
        }
    }

    /** Incremental: only the partitions that came. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> timers.assigned(partition.partition()));
        owned.addAll(partitions);
        hasItsShare = true;
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        gone(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        gone(partitions);
    }

    private void gone(Collection<TopicPartition> partitions) {
        leads.forgetAll();
        for (TopicPartition partition : partitions) {
            timers.revoked(partition.partition());
            lag.remove(partition);
            owned.remove(partition);
        }
    }

    /** Whether the group has said which partitions are this engine's, be it none. */
    public boolean hasItsShare() {
        return hasItsShare;
    }

    /** How many partitions are this engine's. */
    public int owned() {
        return owned.size();
    }

    /** Records of the owned partitions that were not processed at the last batch. */
    public long lag() {
        return lag.values().stream().mapToLong(Long::longValue).sum();
    }
}
