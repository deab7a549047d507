package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Reading;
import dev.nudge.lead.EventMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies the records of a batch: to be decided here; to be forwarded, in order, to the partition of their lead; or
 * to be dead-lettered with the reason. A record without a value is skipped (E6). A record that cannot be read does not
 * block the others.
 */
public final class EventClassifier {

    /**
     * Events that were forwarded before a crash are forwarded again after it. For this many events of one lead, its
     * memory of event ids is certain to detect the repeats (E5), even when other events of the lead arrive (invariant
     * 6).
     */
    public static final int MOST_FORWARDED = EventMemory.MAX_EVENTS / 2;

    private static final Logger LOG = LoggerFactory.getLogger(EventClassifier.class);

    private final int partitionCount;
    private final int mostForwarded;
    private final EngineMetrics metrics;
    private final Function<byte[], Reading<LeadEvent>> reader;

    public EventClassifier(int partitionCount, EngineMetrics metrics) {
        this(partitionCount, MOST_FORWARDED, metrics, LeadEventCodec::read);
    }

    /** @param mostForwarded how many of one lead's events are forwarded before the offsets are committed */
    public EventClassifier(int partitionCount, int mostForwarded, EngineMetrics metrics,
            Function<byte[], Reading<LeadEvent>> reader) {
        this.partitionCount = partitionCount;
        this.mostForwarded = mostForwarded;
        this.metrics = metrics;
        this.reader = reader;
    }

    public ClassifiedBatch classify(InboundBatch batch) {
        List<InboundRecord> records = batch.records();
        Map<LeadKey, List<LeadRecord>> byLead = new LinkedHashMap<>();
        List<OutboundRecord> deadLetters = new ArrayList<>();
        List<LeadRecord> misrouted = new ArrayList<>();
        Set<Integer> partitions = new HashSet<>();
        Map<LeadKey, Integer> misroutedOfLead = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            InboundRecord source = records.get(i);
            partitions.add(source.partition());
            byte @Nullable [] value = source.value();
            if (value == null) {
                metrics.event("unknown", EventResult.SKIPPED);
                continue;
            }
            switch (read(source, value)) {
                case Reading.Refused<LeadEvent> refused -> {
                    // The full reason contains values from the producer, so it is only in the dead letter.
                    LOG.warn("Dead-lettered {}-{}@{}: it could not be read. {}", Topics.LEAD_EVENTS,
                            source.partition(), source.offset(), refused.reasonWithoutValues());
                    metrics.event("unknown", EventResult.DEAD_LETTERED);
                    deadLetters.add(DeadLetter.of(Topics.LEAD_EVENTS, source, refused.reason()));
                }
                case Reading.Understood<LeadEvent>(LeadEvent event) -> {
                    LeadRecord record = new LeadRecord(source, event);
                    if (LeadPartitioner.partitionOf(event.key(), partitionCount) == source.partition()) {
                        byLead.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(record);
                    } else if (misroutedOfLead.merge(event.key(), 1, Integer::sum) > mostForwarded) {
                        return new ClassifiedBatch(byLead, deadLetters, misrouted, records.subList(i, records.size()),
                                partitions);
                    } else {
                        misrouted.add(record);
                    }
                }
            }
        }
        return new ClassifiedBatch(byLead, deadLetters, misrouted, List.of(), partitions);
    }

    /** Returns the record that forwards a misrouted one to the partition of its lead. */
    public OutboundRecord forward(LeadRecord misrouted) {
        LeadKey lead = misrouted.event().key();
        metrics.event(misrouted.event().type(), EventResult.FORWARDED);
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.partitionOf(lead, partitionCount),
                LeadPartitioner.keyOf(lead), misrouted.source().value(), misrouted.source().traceparent());
    }

    /** Returns the record if it can be read. Never throws, whatever the value is. */
    public Optional<LeadRecord> read(InboundRecord source) {
        byte[] value = source.value();
        return value == null
                ? Optional.empty()
                : read(source, value).understood().map(event -> new LeadRecord(source, event));
    }

    private Reading<LeadEvent> read(InboundRecord source, byte[] value) {
        try {
            return reader.apply(value);
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.error("Reading {}-{}@{} failed", Topics.LEAD_EVENTS, source.partition(), source.offset(), defect);
            return Reading.refused("",
                    DeadLetter.failure("The event could not be read because of a defect of Nudge", defect));
        }
    }
}
