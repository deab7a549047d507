package dev.nudge.engine.ingest;

import dev.nudge.engine.publish.Outgoing;
import dev.nudge.event.LeadKey;
import java.util.List;
import java.util.Map;

/**
 * A batch, sorted.
 *
 * @param byLead what is to be decided, each lead's records in the log's order
 * @param outgoing dead letters and forwarded records
 * @param firstOffsets the first offset of the batch by partition
 */
public record Intake(Map<LeadKey, List<LeadRecord>> byLead, List<Outgoing> outgoing,
        Map<Integer, Long> firstOffsets) {}
