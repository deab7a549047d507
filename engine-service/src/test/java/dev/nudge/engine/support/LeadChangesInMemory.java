package dev.nudge.engine.support;

import dev.nudge.address.Address;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.LeadChanges;
import dev.nudge.lead.Suppression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A suppression list in memory, and a record of the leads whose personal data were removed. */
public final class LeadChangesInMemory implements LeadChanges {

    private final Map<String, Suppression> list = new TreeMap<>();
    private final List<LeadChange> made = new ArrayList<>();
    private final Consumer<String> journal;
    private boolean unavailable;

    /** @param journal receives every change */
    public LeadChangesInMemory(Consumer<String> journal) {
        this.journal = journal;
    }

    /** Every change throws from now on. */
    public void becomeUnavailable() {
        unavailable = true;
    }

    public void becomeAvailable() {
        unavailable = false;
    }

    /** The changes in the order in which they were made, with repetitions. */
    public List<LeadChange> made() {
        return List.copyOf(made);
    }

    /** The addresses that are suppressed, as they are compared. */
    public List<String> suppressed() {
        return list.values().stream().filter(Suppression::suppressed).map(Suppression::address).map(Address::key)
                .toList();
    }

    @Override
    public void make(List<LeadChange> changes) {
        if (unavailable && !changes.isEmpty()) {
            throw new LeadsInMemory.DatabaseUnavailableException();
        }
        for (LeadChange change : changes) {
            made.add(change);
            switch (change) {
                case LeadChange.Suppress(var organizationId, var suppression) -> {
                    journal.accept("suppressed " + suppression.address().key());
                    list.merge(organizationId + ":" + suppression.address().key(), suppression,
                            LeadChangesInMemory::newer);
                }
                case LeadChange.Erase(var lead, Instant _) -> journal.accept("erased " + lead.leadId());
            }
        }
    }

    private static Suppression newer(Suppression known, Suppression candidate) {
        boolean isNewer = candidate.at().isAfter(known.at())
                || candidate.at().equals(known.at()) && candidate.suppressed();
        return isNewer ? candidate : known;
    }
}
