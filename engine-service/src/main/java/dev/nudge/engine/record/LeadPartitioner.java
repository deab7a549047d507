package dev.nudge.engine.record;

import dev.nudge.event.LeadKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Selects a lead's partition of {@code lead.events}, as Kafka's default partitioner does for its id. */
public final class LeadPartitioner {

    private LeadPartitioner() {}

    /** Returns a number from 0 to {@code partitions - 1}: murmur2 of the lead's id. */
    public static int partitionOf(LeadKey lead, int partitions) {
        return Utils.toPositive(Utils.murmur2(keyOf(lead))) % partitions;
    }

    /** Returns the key of the lead's records: its id in UTF-8. */
    public static byte[] keyOf(LeadKey lead) {
        return lead.leadId().getBytes(StandardCharsets.UTF_8);
    }
}
