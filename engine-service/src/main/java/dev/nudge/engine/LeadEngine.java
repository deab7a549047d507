package dev.nudge.engine;

import dev.nudge.Topics;
import dev.nudge.engine.EngineMetrics.EventResult;
import dev.nudge.engine.failure.FailedRecords;
import dev.nudge.engine.ingest.IncomingBatch;
import dev.nudge.engine.ingest.IncomingRecord;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.ingest.Intake;
import dev.nudge.engine.ingest.LeadRecord;
import dev.nudge.engine.lead.Fold;
import dev.nudge.engine.lead.LeadFolder;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.lead.StoredLead;
import dev.nudge.engine.lead.UnreadableLeadsException;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.engine.publish.RecordLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.event.LeadKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The road of an event: sorted, decided on its lead's state, the lead written behind its fence, what came of it
 * published, its timers known. When {@link #process} returns, all of that is done for what it took of the batch; when it
 * throws, any part of it may be done, and the same records have to come again, all at once or in smaller batches one
 * after the other. Both are safe: what was written is replay, and the outbox still has what came of each record, since
 * only a lead's records before its first one in the batch are taken for published. Batches of different partitions may
 * be processed at the same time.
 */
public final class LeadEngine {

    private static final Comparator<IncomingRecord> LOG_ORDER = Comparator.comparingInt(IncomingRecord::partition)
            .thenComparingLong(IncomingRecord::offset);

    /** Over all partitions of a batch, so that none of them has to wait for the others of a slow organization. */
    private static final Comparator<Map.Entry<LeadKey, List<LeadRecord>>> OLDEST_FIRST = Comparator
            .comparing(lead -> lead.getValue().getFirst().source().timestamp());

    private final Ingest ingest;
    private final Leads leads;
    private final Supplier<Registry> currentRegistry;
    private final RecordLog log;
    private final Timers timers;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final FailedRecords failed;
    private final TimeShares shares;

    /** @param currentRegistry returns the registry when it knows every change that was published before the call */
    public LeadEngine(Ingest ingest, Leads leads, Supplier<Registry> currentRegistry, RecordLog log, Timers timers,
            EngineMetrics metrics, InstantSource clock, TimeShares shares) {
        this.ingest = ingest;
        this.leads = leads;
        this.currentRegistry = currentRegistry;
        this.log = log;
        this.timers = timers;
        this.metrics = metrics;
        this.clock = clock;
        this.failed = new FailedRecords(log, metrics);
        this.shares = shares;
    }

    /**
     * @return the records that were not processed, each partition's in the log's order: they wait until what is before
     *         them is committed, or until other organizations have had their turn
     */
    public List<IncomingRecord> process(IncomingBatch batch) {
        var arrived = clock.instant();
        Registry registry = currentRegistry.get();
        Intake intake = ingest.sort(batch);
        List<Outgoing> deadLetters = intake.deadLetters();
        Map<LeadKey, List<LeadRecord>> open = intake.byLead();
        try (TimeShares.Batch time = shares.begin(batch.mayWait())) {
            do {
                Collection<Fold> folds = decideAndWrite(open, registry, time);
                publish(deadLetters, folds);
                setTimers(open, folds);
                deadLetters = List.of();
                open = rest(open, folds);
                time.chargeAll(organizations(folds, open));
            } while (open.keySet().stream().anyMatch(lead -> time.hasTime(lead.organizationId())));
        }
        List<LeadRecord> waiting = open.values().stream().flatMap(List::stream).toList();
        waiting.stream().filter(record -> record.event().isTimerDue()).forEach(timers::waits);
        List<IncomingRecord> rest = forward(intake, waiting);
        intake.partitions().forEach(timers::rearm);
        metrics.batch(batch.records().size() - rest.size(), Duration.between(arrived, clock.instant()));
        return rest;
    }

    /** Organizations of which leads were decided, but not all of their records. */
    private static Set<String> organizations(Collection<Fold> folds, Map<LeadKey, List<LeadRecord>> open) {
        return folds.stream().map(Fold::key).filter(open::containsKey).map(LeadKey::organizationId)
                .collect(Collectors.toSet());
    }

    /**
     * Forwards the misrouted records before the first one of their partition that waits. The others wait, too: while
     * their offsets are not committed, they would be forwarded again after a crash, when their leads may have forgotten
     * their ids (ADR 13).
     *
     * @return all that waits
     */
    private List<IncomingRecord> forward(Intake intake, List<LeadRecord> waiting) {
        List<IncomingRecord> rest = new ArrayList<>(intake.rest());
        waiting.forEach(record -> rest.add(record.source()));
        Map<Integer, Long> firstOffsets = new HashMap<>();
        rest.forEach(record -> firstOffsets.merge(record.partition(), record.offset(), Math::min));
        List<Outgoing> forwarded = new ArrayList<>();
        for (LeadRecord misrouted : intake.misrouted()) {
            if (misrouted.offset() < firstOffsets.getOrDefault(misrouted.partition(), Long.MAX_VALUE)) {
                forwarded.add(ingest.forward(misrouted));
            } else {
                rest.add(misrouted.source());
            }
        }
        log.appendAll(forwarded);
        rest.sort(LOG_ORDER);
        return rest;
    }

    /**
     * Takes a record out of the way whose processing fails: it is dead-lettered, and its lead stays as it is. What came
     * of it may be stored all the same, when the failure was behind the write; a replay of the dead letter is a repeat
     * then (E5). A due timer's record isn't kept: the timer is the lead's state and comes due again.
     */
    public void setAside(IncomingRecord record, Throwable failure) {
        Optional<LeadRecord> timer = ingest.understood(record).filter(understood -> understood.event().isTimerDue());
        if (timer.isEmpty()) {
            metrics.event("unknown", EventResult.DEAD_LETTERED);
            failed.deadLetter(Topics.LEAD_EVENTS, record, failure);
            return;
        }
        failed.passOver(Topics.LEAD_EVENTS, record.partition(), record.offset(), failure);
        timers.failed(timer.get());
    }

    /**
     * The leads of organizations that have time, until the store has accepted every one of them; one that the fence
     * refused is read and decided again (invariant 1).
     */
    private Collection<Fold> decideAndWrite(Map<LeadKey, List<LeadRecord>> byLead, Registry registry,
            TimeShares.Batch time) {
        Map<LeadKey, Fold> accepted = new HashMap<>();
        Set<LeadKey> open = byLead.entrySet().stream().filter(lead -> time.hasTime(lead.getKey().organizationId()))
                .sorted(OLDEST_FIRST).map(Map.Entry::getKey).collect(Collectors.toCollection(LinkedHashSet::new));
        while (!open.isEmpty()) {
            Map<LeadKey, StoredLead> stored = find(open, byLead, accepted);
            registry.ensureKnown(stored.values().stream().map(StoredLead::lead).toList());
            Map<LeadKey, Fold> folds = new HashMap<>();
            for (LeadKey key : open) {
                if (time.hasTime(key.organizationId())) {
                    folds.put(key, time.spend(key.organizationId(), hasTime -> LeadFolder.fold(key, stored.get(key),
                            Objects.requireNonNull(byLead.get(key)), registry, hasTime)));
                }
            }
            open.retainAll(folds.keySet());
            List<LeadWrite> writes = folds.values().stream().map(Fold::write).filter(Objects::nonNull).toList();
            Set<LeadKey> refused = writes.isEmpty() ? Set.of() : leads.write(writes);
            open.removeIf(key -> !refused.contains(key));
            folds.keySet().removeAll(refused);
            accepted.putAll(folds);
        }
        accepted.values().forEach(metrics::folded);
        return accepted.values();
    }

    /** Those whose documents can't be read are out of it: their records are put aside. */
    private Map<LeadKey, StoredLead> find(Set<LeadKey> open, Map<LeadKey, List<LeadRecord>> byLead,
            Map<LeadKey, Fold> accepted) {
        while (true) {
            try {
                return leads.find(open);
            } catch (UnreadableLeadsException unreadable) {
                unreadable.reasons().forEach((key, reason) -> accepted.put(key,
                        LeadFolder.unreadable(key, reason, Objects.requireNonNull(byLead.get(key)))));
                open.removeAll(unreadable.reasons().keySet());
            }
        }
    }

    private void publish(List<Outgoing> deadLetters, Collection<Fold> folds) {
        List<Outgoing> outgoing = new ArrayList<>(deadLetters);
        folds.forEach(fold -> outgoing.addAll(fold.outgoing()));
        log.appendAll(outgoing);
    }

    private void setTimers(Map<LeadKey, List<LeadRecord>> byLead, Collection<Fold> folds) {
        for (Fold fold : folds) {
            List<LeadRecord> records = Objects.requireNonNull(byLead.get(fold.key()));
            int partition = records.getFirst().partition();
            timers.settled(partition, fold);
            if (records.stream().anyMatch(LeadRecord::isFromOthers)) {
                timers.othersCame(partition);
            }
        }
    }

    /** What waits until enough of its lead is published, or for its organization's time. */
    private static Map<LeadKey, List<LeadRecord>> rest(Map<LeadKey, List<LeadRecord>> byLead, Collection<Fold> folds) {
        Map<LeadKey, List<LeadRecord>> rest = new LinkedHashMap<>(byLead);
        folds.forEach(fold -> rest.put(fold.key(), fold.rest()));
        rest.values().removeIf(List::isEmpty);
        return rest;
    }
}
