package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.engine.lead.LeadChanges;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The path of an event: it is classified, decided on its lead's state, the lead is written through the fence, messages
 * and decisions are published, and the lead's timers are updated. When {@link #process} returns, all of that is done
 * for the records that it does not return. When it throws, any part of it may be done, and the same records must be
 * processed again, in one batch or in smaller ones in sequence. Both are safe: a record that was written is a replay,
 * and the outbox still has its messages and decisions, because only the records of a lead before its first one in the
 * batch count as published. Batches of different partitions may be processed concurrently.
 */
public final class LeadEngine {

    private final EventClassifier classifier;
    private final LeadBatchProcessor leads;
    private final LeadChanges changes;
    private final MisroutedRecords misrouted;
    private final Supplier<Registry> currentRegistry;
    private final RecordLog log;
    private final Timers timers;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final FailedRecords failed;
    private final TimeShares shares;

    /** An engine that records no traces. */
    public LeadEngine(EventClassifier classifier, Leads leads, LeadChanges changes, Supplier<Registry> currentRegistry,
            RecordLog log, Timers timers, EngineMetrics metrics, InstantSource clock, TimeShares shares) {
        this(classifier, leads, changes, currentRegistry, log, timers, metrics, clock, shares, Traces.OFF);
    }

    /** @param currentRegistry returns the registry once it contains every change that was published before the call */
    public LeadEngine(EventClassifier classifier, Leads leads, LeadChanges changes, Supplier<Registry> currentRegistry,
            RecordLog log, Timers timers, EngineMetrics metrics, InstantSource clock, TimeShares shares,
            Traces traces) {
        this.classifier = classifier;
        this.leads = new LeadBatchProcessor(leads, metrics, traces);
        this.changes = changes;
        this.misrouted = new MisroutedRecords(classifier, log);
        this.currentRegistry = currentRegistry;
        this.log = log;
        this.timers = timers;
        this.metrics = metrics;
        this.clock = clock;
        this.failed = new FailedRecords(log, metrics);
        this.shares = shares;
    }

    /**
     * Processes a batch.
     *
     * @return the records that were not processed, each partition's in the log's order: they wait until the records
     *         before them are committed, or until the events of other organizations are processed
     */
    public List<InboundRecord> process(InboundBatch batch) {
        var arrived = clock.instant();
        Registry registry = currentRegistry.get();
        ClassifiedBatch classified = classifier.classify(batch);
        List<LeadRecord> waiting;
        try (TimeShares.Batch time = shares.begin(batch.mayWait())) {
            waiting = process(classified.byLead(), registry, time);
        }
        log.appendAll(classified.deadLetters());
        waiting.stream().filter(record -> record.event().isTimerDue()).forEach(timers::waits);
        List<InboundRecord> rest = misrouted.forward(classified, waiting);
        classified.partitions().forEach(timers::rearm);
        metrics.batch(batch.records().size() - rest.size(), Duration.between(arrived, clock.instant()));
        return rest;
    }

    /**
     * Processes the leads' records in rounds. Records that wait for a lead's publication are processed in the next
     * round.
     *
     * @return the records of organizations that have used up their time
     */
    private List<LeadRecord> process(Map<LeadKey, List<LeadRecord>> byLead, Registry registry, TimeShares.Batch time) {
        Map<LeadKey, List<LeadRecord>> open = byLead;
        do {
            List<LeadBatchResult> results = leads.process(open, registry, time);
            changes.make(results.stream().flatMap(result -> result.changes().stream()).toList());
            log.appendAll(results.stream().flatMap(result -> result.outbound().stream()).toList());
            for (LeadBatchResult result : results) {
                result.spans().forEach(Span::end);
                timers.update(result.timers(), Objects.requireNonNull(open.get(result.key())));
            }
            open = open(open, results);
            time.chargeAll(unfinishedOrganizations(open, results));
        } while (open.keySet().stream().anyMatch(lead -> time.hasTime(lead.organizationId())));
        return open.values().stream().flatMap(List::stream).toList();
    }

    private static Map<LeadKey, List<LeadRecord>> open(Map<LeadKey, List<LeadRecord>> before,
            List<LeadBatchResult> results) {
        Map<LeadKey, List<LeadRecord>> open = new LinkedHashMap<>(before);
        results.forEach(result -> open.put(result.key(), result.rest()));
        open.values().removeIf(List::isEmpty);
        return open;
    }

    /** Organizations of which leads were processed, but not all of their records. */
    private static Set<String> unfinishedOrganizations(Map<LeadKey, List<LeadRecord>> open,
            List<LeadBatchResult> results) {
        return results.stream().map(LeadBatchResult::key).filter(open::containsKey).map(LeadKey::organizationId)
                .collect(Collectors.toSet());
    }

    /**
     * Dead-letters a record whose processing fails; its lead is not changed. If the failure occurred after the write,
     * the event's results are stored, and a replay of the dead letter is a repeat (E5). The record of a due timer is
     * not stored: the timer is part of the lead's state and comes due again.
     */
    public void setAside(InboundRecord record, Throwable failure) {
        Optional<LeadRecord> timer = classifier.read(record).filter(read -> read.event().isTimerDue());
        if (timer.isEmpty()) {
            metrics.event("unknown", EventResult.DEAD_LETTERED);
            failed.deadLetter(Topics.LEAD_EVENTS, record, failure);
            return;
        }
        failed.skip(Topics.LEAD_EVENTS, record.partition(), record.offset(), failure);
        timers.failed(timer.get());
    }
}
