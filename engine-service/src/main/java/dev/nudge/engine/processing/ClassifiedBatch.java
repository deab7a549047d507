package dev.nudge.engine.processing;

import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A batch, sorted, or as much of it as can be processed before its offsets are committed.
 *
 * @param byLead what is to be decided, each lead's records in the log's order
 * @param deadLetters of what can't be understood
 * @param misrouted what is to be forwarded to another partition
 * @param rest the records that come later
 * @param partitions that the batch has records of
 */
public record ClassifiedBatch(Map<LeadKey, List<LeadRecord>> byLead, List<OutboundRecord> deadLetters,
        List<LeadRecord> misrouted,
        List<InboundRecord> rest, Set<Integer> partitions) {}
