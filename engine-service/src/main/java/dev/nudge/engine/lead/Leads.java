package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The leads' documents. Each is read and written as a whole. */
public interface Leads {

    /**
     * Reads the existing documents of these leads from the primary.
     *
     * @throws UnreadableLeadsException names all leads whose documents cannot be read
     */
    Map<LeadKey, StoredLead> find(Collection<LeadKey> keys);

    /**
     * Writes each document durably, or not at all.
     *
     * @return the leads whose writes the fence refused
     */
    Set<LeadKey> write(Collection<LeadWrite> writes);

    /**
     * The leads of a partition with the earliest timers, in the order of their earliest due instants. A result smaller
     * than the limit is complete. A lead whose document cannot be read is skipped.
     */
    List<Lead> dueFirst(int partition, int limit);
}
