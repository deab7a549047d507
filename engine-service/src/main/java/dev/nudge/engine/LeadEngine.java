package dev.nudge.engine;

import dev.nudge.engine.ingest.IncomingRecord;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.ingest.Intake;
import dev.nudge.engine.ingest.LeadRecord;
import dev.nudge.engine.lead.Fold;
import dev.nudge.engine.lead.LeadFolder;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.lead.StoredLead;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.engine.publish.RecordLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.event.LeadKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The road of an event: sorted, decided on its lead's state, the lead written behind its fence, what came of it
 * published, its timers known. When {@link #process} returns, all of that is done for the whole batch, and its offsets
 * may be committed; when it throws, the store or the log is away and the same batch has to come again. Batches of
 * different partitions may be processed at the same time.
 */
public final class LeadEngine {

    private final Ingest ingest;
    private final Leads leads;
    private final Registry registry;
    private final RecordLog log;
    private final Timers timers;
    private final EngineMetrics metrics;
    private final InstantSource clock;

    public LeadEngine(Ingest ingest, Leads leads, Registry registry, RecordLog log, Timers timers,
            EngineMetrics metrics, InstantSource clock) {
        this.ingest = ingest;
        this.leads = leads;
        this.registry = registry;
        this.log = log;
        this.timers = timers;
        this.metrics = metrics;
        this.clock = clock;
    }

    public void process(List<IncomingRecord> records) {
        var arrived = clock.instant();
        Intake intake = ingest.sort(records);
        Collection<Fold> folds = decideAndWrite(intake);
        publish(intake, folds);
        setTimers(intake, folds);
        metrics.batch(records.size(), Duration.between(arrived, clock.instant()));
    }

    /** Until the store has accepted every lead; one that the fence refused is read and decided anew (invariant 1). */
    private Collection<Fold> decideAndWrite(Intake intake) {
        Map<LeadKey, Fold> accepted = new HashMap<>();
        Set<LeadKey> open = new HashSet<>(intake.byLead().keySet());
        while (!open.isEmpty()) {
            Map<LeadKey, StoredLead> stored = leads.find(open);
            registry.ensureKnown(stored.values().stream().map(StoredLead::lead).toList());
            Map<LeadKey, Fold> folds = new HashMap<>();
            open.forEach(key -> folds.put(key, fold(intake, key, stored)));
            List<LeadWrite> writes = folds.values().stream().map(Fold::write).filter(Objects::nonNull).toList();
            Set<LeadKey> refused = writes.isEmpty() ? Set.of() : leads.write(writes);
            open.removeIf(key -> !refused.contains(key));
            folds.keySet().removeAll(refused);
            accepted.putAll(folds);
        }
        accepted.values().forEach(metrics::folded);
        return accepted.values();
    }

    private Fold fold(Intake intake, LeadKey key, Map<LeadKey, StoredLead> stored) {
        List<LeadRecord> records = Objects.requireNonNull(intake.byLead().get(key));
        long firstOffset = Objects.requireNonNull(intake.firstOffsets().get(records.getFirst().partition()));
        return LeadFolder.fold(key, stored.get(key), records, firstOffset, registry);
    }

    private void publish(Intake intake, Collection<Fold> folds) {
        List<Outgoing> outgoing = new ArrayList<>(intake.outgoing());
        folds.forEach(fold -> outgoing.addAll(fold.outgoing()));
        log.appendAll(outgoing);
    }

    private void setTimers(Intake intake, Collection<Fold> folds) {
        for (Fold fold : folds) {
            int partition = Objects.requireNonNull(intake.byLead().get(fold.key())).getFirst().partition();
            timers.settled(partition, fold);
        }
        intake.firstOffsets().keySet().forEach(timers::rearm);
    }
}
