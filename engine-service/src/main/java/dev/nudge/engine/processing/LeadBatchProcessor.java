package dev.nudge.engine.processing;

import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.lead.UnreadableLeadsException;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.registry.Registry;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.tracing.Traces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the leads of a batch, processes their records, and writes the leads, until the database has accepted each of
 * them. A lead whose write the fence refuses is read and decided again (invariant 1).
 */
final class LeadBatchProcessor {

    /** Across all partitions of a batch, so that no record waits for slow organizations in another partition. */
    private static final Comparator<Map.Entry<LeadKey, List<LeadRecord>>> OLDEST_FIRST = Comparator
            .comparing(lead -> lead.getValue().getFirst().source().timestamp());

    private final Leads leads;
    private final EngineMetrics metrics;
    private final Traces traces;

    LeadBatchProcessor(Leads leads, EngineMetrics metrics, Traces traces) {
        this.leads = leads;
        this.metrics = metrics;
        this.traces = traces;
    }

    /**
     * Processes the leads of organizations that have time left.
     *
     * @return the results that the database has accepted; leads without one were not processed
     */
    List<LeadBatchResult> process(Map<LeadKey, List<LeadRecord>> byLead, Registry registry, TimeShares.Batch time) {
        List<LeadBatchResult> accepted = new ArrayList<>();
        Set<LeadKey> open = byLead.entrySet().stream().filter(lead -> time.hasTime(lead.getKey().organizationId()))
                .sorted(OLDEST_FIRST).map(Map.Entry::getKey).collect(Collectors.toCollection(LinkedHashSet::new));
        while (!open.isEmpty()) {
            Map<LeadKey, LeadBatchResult> results = decide(open, byLead, registry, time, accepted);
            Set<LeadKey> refused = write(results.values());
            open.retainAll(refused);
            results.keySet().removeAll(refused);
            accepted.addAll(results.values());
        }
        accepted.forEach(result -> result.events().forEach(metrics::processed));
        return accepted;
    }

    private Map<LeadKey, LeadBatchResult> decide(Set<LeadKey> open, Map<LeadKey, List<LeadRecord>> byLead,
            Registry registry, TimeShares.Batch time, List<LeadBatchResult> unreadable) {
        Map<LeadKey, StoredLead> stored = find(open, byLead, unreadable);
        registry.ensureKnown(stored.values().stream().map(StoredLead::lead).toList());
        Map<LeadKey, LeadBatchResult> results = new HashMap<>();
        for (LeadKey key : open) {
            if (time.hasTime(key.organizationId())) {
                List<LeadRecord> records = Objects.requireNonNull(byLead.get(key));
                results.put(key, time.spend(key.organizationId(),
                        hasTime -> LeadProcessor.process(key, stored.get(key), records, registry, traces,
                                hasTime)));
            }
        }
        return results;
    }

    /** Leads whose documents cannot be read are removed from {@code open}, and have a result without a write. */
    private Map<LeadKey, StoredLead> find(Set<LeadKey> open, Map<LeadKey, List<LeadRecord>> byLead,
            List<LeadBatchResult> results) {
        while (true) {
            try {
                return leads.find(open);
            } catch (UnreadableLeadsException unreadable) {
                unreadable.reasons().forEach((key, reason) -> results
                        .add(LeadProcessor.unreadable(key, reason, Objects.requireNonNull(byLead.get(key)))));
                open.removeAll(unreadable.reasons().keySet());
            }
        }
    }

    /** Returns the leads whose writes the fence has refused. */
    private Set<LeadKey> write(Iterable<LeadBatchResult> results) {
        List<LeadWrite> writes = new ArrayList<>();
        for (LeadBatchResult result : results) {
            if (result.write() != null) {
                writes.add(result.write());
            }
        }
        return writes.isEmpty() ? Set.of() : leads.write(writes);
    }
}
