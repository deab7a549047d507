package dev.nudge.engine.processing;

import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Forwards misrouted records to the partitions of their leads: those before the first waiting record of their
 * partition. The others wait, too: while their offsets are not committed, they would be forwarded again after a crash,
 * when their leads may no longer remember their ids (ADR 13).
 */
final class MisroutedRecords {

    private static final Comparator<InboundRecord> LOG_ORDER = Comparator.comparingInt(InboundRecord::partition)
            .thenComparingLong(InboundRecord::offset);

    private final EventClassifier classifier;
    private final RecordLog log;

    MisroutedRecords(EventClassifier classifier, RecordLog log) {
        this.classifier = classifier;
        this.log = log;
    }

    /**
     * Returns when the log has acknowledged the forwarded records.
     *
     * @return all records of the batch that wait, each partition's in the log's order
     */
    List<InboundRecord> forward(ClassifiedBatch batch, List<LeadRecord> waiting) {
        List<InboundRecord> rest = new ArrayList<>(batch.rest());
        waiting.forEach(record -> rest.add(record.source()));
        Map<Integer, Long> firstOffsets = new HashMap<>();
        rest.forEach(record -> firstOffsets.merge(record.partition(), record.offset(), Math::min));
        List<OutboundRecord> forwarded = new ArrayList<>();
        for (LeadRecord misrouted : batch.misrouted()) {
            if (misrouted.offset() < firstOffsets.getOrDefault(misrouted.partition(), Long.MAX_VALUE)) {
                forwarded.add(classifier.forward(misrouted));
            } else {
                rest.add(misrouted.source());
            }
        }
        log.appendAll(forwarded);
        rest.sort(LOG_ORDER);
        return rest;
    }
}
