package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The leads' documents, each read and written whole. */
public interface Leads {

    /**
     * Those that are known, from the primary.
     *
     * @throws UnreadableLeadsException with all of them that can't be read, if any
     */
    Map<LeadKey, StoredLead> find(Collection<LeadKey> keys);

    /**
     * Writes each document durably, or not at all.
     *
     * @return those that the fence refused
     */
    Set<LeadKey> write(Collection<LeadWrite> writes);

    /**
     * The leads of a partition whose timers are due first, in the order of their earliest due instants. Fewer than the
     * limit are all there are; one whose document can't be read is passed over.
     */
    List<Lead> dueFirst(int partition, int limit);
}
