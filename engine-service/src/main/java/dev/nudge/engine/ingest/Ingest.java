package dev.nudge.engine.ingest;

import dev.nudge.Topics;
import dev.nudge.engine.EngineMetrics;
import dev.nudge.engine.EngineMetrics.EventResult;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Reading;
import dev.nudge.lead.Lead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts a batch of records: understood and at home; to be forwarded to the partition that its lead lives in, in order;
 * to be dead-lettered with the reason. A record without a value is skipped (E6). Nothing is held up by what can't be
 * understood.
 */
public final class Ingest {

    /**
     * What is forwarded before a crash is forwarded again after it. So much of one lead its memory of event ids absorbs
     * for sure (E5), also while other events of the lead come (invariant 6).
     */
    public static final int MOST_FORWARDED = Lead.REMEMBERED_EVENTS / 2;

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final int partitionCount;
    private final int mostForwarded;
    private final EngineMetrics metrics;
    private final Function<byte[], Reading<LeadEvent>> reader;

    public Ingest(int partitionCount, EngineMetrics metrics) {
        this(partitionCount, MOST_FORWARDED, metrics, LeadEventCodec::read);
    }

    /** @param mostForwarded of one lead's events before the offsets are committed */
    public Ingest(int partitionCount, int mostForwarded, EngineMetrics metrics,
            Function<byte[], Reading<LeadEvent>> reader) {
        this.partitionCount = partitionCount;
        this.mostForwarded = mostForwarded;
        this.metrics = metrics;
        this.reader = reader;
    }

    public Intake sort(IncomingBatch batch) {
        List<IncomingRecord> records = batch.records();
        Map<LeadKey, List<LeadRecord>> byLead = new LinkedHashMap<>();
        List<Outgoing> deadLetters = new ArrayList<>();
        List<LeadRecord> misrouted = new ArrayList<>();
        Set<Integer> partitions = new HashSet<>();
        Map<LeadKey, Integer> misroutedOfLead = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            IncomingRecord source = records.get(i);
            partitions.add(source.partition());
            byte @Nullable [] value = source.value();
            if (value == null) {
                metrics.event("unknown", EventResult.SKIPPED);
                continue;
            }
            switch (read(source, value)) {
                case Reading.Refused<LeadEvent> refused -> {
                    // The full reason shows values that the producer sent; it goes to the dead letter only.
                    LOG.warn("Dead-lettered {}-{}@{}: it could not be understood. {}", Topics.LEAD_EVENTS,
                            source.partition(), source.offset(), refused.reasonWithoutValues());
                    metrics.event("unknown", EventResult.DEAD_LETTERED);
                    deadLetters.add(DeadLetter.of(Topics.LEAD_EVENTS, source, refused.reason()));
                }
                case Reading.Understood<LeadEvent>(LeadEvent event) -> {
                    LeadRecord record = new LeadRecord(source, event);
                    if (homeOf(event.key(), partitionCount) == source.partition()) {
                        byLead.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(record);
                    } else if (misroutedOfLead.merge(event.key(), 1, Integer::sum) > mostForwarded) {
                        return new Intake(byLead, deadLetters, misrouted, records.subList(i, records.size()),
                                partitions);
                    } else {
                        misrouted.add(record);
                    }
                }
            }
        }
        return new Intake(byLead, deadLetters, misrouted, List.of(), partitions);
    }

    /** A misrouted record as it goes to the partition that its lead lives in. */
    public Outgoing forward(LeadRecord misrouted) {
        LeadKey lead = misrouted.event().key();
        metrics.event(misrouted.event().type(), EventResult.FORWARDED);
        return new Outgoing(Topics.LEAD_EVENTS, homeOf(lead, partitionCount), keyOf(lead), misrouted.source().value(),
                Map.of());
    }

    /** The record, if it can be understood; whatever it is, nothing is thrown. */
    public Optional<LeadRecord> understood(IncomingRecord source) {
        byte[] value = source.value();
        return value != null && read(source, value) instanceof Reading.Understood<LeadEvent>(LeadEvent event)
                ? Optional.of(new LeadRecord(source, event))
                : Optional.empty();
    }

    private Reading<LeadEvent> read(IncomingRecord source, byte[] value) {
        try {
            return reader.apply(value);
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.error("Reading {}-{}@{} failed", Topics.LEAD_EVENTS, source.partition(), source.offset(), defect);
            return Reading.refused("",
                    DeadLetter.failure("The event could not be read because of a defect of Nudge", defect));
        }
    }

    /** Where Kafka's own default partitioner puts the lead (murmur2 of its id). */
    public static int homeOf(LeadKey lead, int partitions) {
        return Utils.toPositive(Utils.murmur2(keyOf(lead))) % partitions;
    }

    public static byte[] keyOf(LeadKey lead) {
        return lead.leadId().getBytes(StandardCharsets.UTF_8);
    }
}
