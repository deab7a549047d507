package dev.nudge.engine.processing;

import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classified batch, or as much of it as can be processed before its offsets are committed.
 *
 * @param byLead the records to decide, each lead's in the log's order
 * @param deadLetters the dead letters of records that cannot be read
 * @param misrouted the records to forward to another partition
 * @param rest the records to process later
 * @param partitions the partitions of the batch's records
 */
public record ClassifiedBatch(Map<LeadKey, List<LeadRecord>> byLead, List<OutboundRecord> deadLetters,
        List<LeadRecord> misrouted,
        List<InboundRecord> rest, Set<Integer> partitions) {}
