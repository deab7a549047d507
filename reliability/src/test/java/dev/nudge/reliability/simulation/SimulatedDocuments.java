package dev.nudge.reliability.simulation;

import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.LeadChanges;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Suppression;
import dev.nudge.reliability.simulation.Network.Part;
import dev.nudge.testsupport.SuppressionList;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The suppression list, and the removals of personal data. */
final class SimulatedDocuments {

    private final Network network;
    private final SuppressionList suppressions = new SuppressionList();
    private final Map<LeadKey, Instant> erasedUntil = new TreeMap<>(SimulatedLeads.ORDER);
    private final Set<LeadChange> made = new HashSet<>();

    SimulatedDocuments(Network network) {
        this.network = network;
    }

    SuppressionList suppressions() {
        return suppressions;
    }

    /** Until when a lead's personal data was removed; null when it never was. */
    @Nullable
    Instant erasedUntil(LeadKey lead) {
        return erasedUntil.get(lead);
    }

    /** Whether a change was made at least once. */
    boolean isMade(LeadChange change) {
        return made.contains(change);
    }

    /** The documents, accessed by a process: one write for each change. */
    LeadChanges of(Host host) {
        return changes -> changes.forEach(change -> network.call(host, Part.STORE, "change a document", sure -> {
            make(change);
            return true;
        }));
    }

    private void make(LeadChange change) {
        made.add(change);
        switch (change) {
            case LeadChange.Suppress(String organizationId, Suppression suppression) -> suppressions
                    .add(organizationId, suppression.address().kind().json(), suppression.address().key(),
                            suppression.suppressed(), suppression.at());
            case LeadChange.Erase(LeadKey lead, Instant until) -> erasedUntil.merge(lead, until,
                    (one, other) -> one.isAfter(other) ? one : other);
        }
    }
}
