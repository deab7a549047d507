package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Verdict;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.engine.metrics.ProcessedEvent;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.timer.LeadTimers;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.OutboxEntry;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.lead.Lead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes a batch's records of one lead, in the log's order. A record that was applied before is a replay: its outbox
 * entries are published again (invariant 2). A record that cannot be processed, or whose outcome cannot be stored or
 * published, is dead-lettered, and the lead is not changed (invariant 5). Once the outbox reaches its limit, the
 * remaining records wait until it is published, so that a lead's document does not grow with the batch.
 */
public final class LeadProcessor {

    /** Below MongoDB's limit of 16 MiB. */
    static final int MAX_DOCUMENT_BYTES = 15 * 1024 * 1024;
    /** The size of a lead's outbox at which its remaining records wait until the outbox is published. */
    static final int MAX_OUTBOX_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LeadProcessor.class);

    private final LeadKey key;
    private final @Nullable StoredLead stored;
    private final AutomationCatalog rules;
    private final boolean checksEachDocument;
    private final LeadOutbox outbox;
    private final List<ProcessedEvent> events = new ArrayList<>();
    private final Map<DueTimer, Duration> timers = new HashMap<>();
    private final EventTraces traces;
    private @Nullable Lead lead;
    private @Nullable Position position;
    /** How many entries of the outbox are written with the lead: those up to the record that was applied last. */
    private int writtenEntries;
    private boolean isChanged;

    private LeadProcessor(LeadKey key, @Nullable StoredLead stored, long firstOffset, AutomationCatalog rules,
            Traces traces, boolean checksEachDocument) {
        this.key = key;
        this.stored = stored;
        this.rules = rules;
        this.checksEachDocument = checksEachDocument;
        // Entries of records before the batch are published: a batch begins only after the previous one is complete.
        this.outbox = new LeadOutbox(key, stored == null
                ? List.of()
                : stored.outbox().stream().filter(entry -> entry.offset() >= firstOffset).toList());
        this.traces = new EventTraces(traces, stored == null ? Map.of() : stored.timerTraces());
        if (stored != null) {
            lead = stored.lead();
            position = stored.position();
        }
    }

    /**
     * Processes the records, and encodes the lead's document once. Only if the document turns out to be too large, the
     * records are processed again with a check after each one, which finds those that cannot be stored.
     *
     * @param records the lead's records in the batch, or those of them that have waited
     * @param hasTime whether another record may be decided after the first one
     */
    public static LeadBatchResult process(LeadKey key, @Nullable StoredLead stored, List<LeadRecord> records,
            AutomationCatalog rules, Traces traces, BooleanSupplier hasTime) {
        long firstOffset = records.getFirst().offset();
        LeadBatchResult result = new LeadProcessor(key, stored, firstOffset, rules, traces, false)
                .process(records, hasTime);
        LeadWrite write = result.write();
        return write == null || write.bytes() <= MAX_DOCUMENT_BYTES
                ? result
                : new LeadProcessor(key, stored, firstOffset, rules, traces, true).process(records, hasTime);
    }

    /**
     * Dead-letters the records of a lead whose document cannot be read; the document is not changed. Records of its
     * timers are not stored: the timers come due again once the document is corrected.
     */
    static LeadBatchResult unreadable(LeadKey key, String reason, List<LeadRecord> records) {
        List<OutboundRecord> deadLetters = new ArrayList<>();
        List<ProcessedEvent> events = new ArrayList<>();
        Map<DueTimer, Duration> timers = new HashMap<>();
        for (LeadRecord record : records) {
            if (record.event().isTimerDue()) {
                timers.put(record.event().dueTimer(), Duration.ZERO);
                events.add(event(record, EventResult.STALE));
            } else {
                deadLetters.add(DeadLetter.of(Topics.LEAD_EVENTS, record.source(), reason));
                events.add(event(record, EventResult.DEAD_LETTERED));
            }
        }
        return new LeadBatchResult(key, null, List.of(), deadLetters, events, new LeadTimers(key, null, timers),
                List.of(), List.of());
    }

    private LeadBatchResult process(List<LeadRecord> records, BooleanSupplier hasTime) {
        int processed = 0;
        while (processed < records.size()
                && (processed == 0 || hasRoomFor(records.get(processed)) && hasTime.getAsBoolean())) {
            process(records.get(processed));
            processed++;
        }
        return new LeadBatchResult(key, write(), outbox.changes(), outbox.outbound(), events,
                new LeadTimers(key, lead, timers),
                records.subList(processed, records.size()), traces.spans());
    }

    private @Nullable LeadWrite write() {
        return isChanged && lead != null && position != null
                ? write(new StoredLead(lead, position, outbox.entries().subList(0, writtenEntries),
                        traces.timers()))
                : null;
    }

    /** A deletion waits until the outbox, with the lead's personal data, is published and no longer kept (E10). */
    private boolean hasRoomFor(LeadRecord record) {
        return isReplay(record) || outbox.bytes() <= MAX_OUTBOX_BYTES
                && !(record.event().removesLead() && outbox.bytes() > 0);
    }

    private boolean isReplay(LeadRecord record) {
        return position != null && position.covers(record.partition(), record.offset());
    }

    private void process(LeadRecord record) {
        if (record.event().isTimerDue()) {
            timers.put(record.event().dueTimer(), Duration.ZERO);
        }
        if (isReplay(record)) {
            outbox.replay(record);
            events.add(event(record, EventResult.REPLAYED));
            return;
        }
        Traces.within(traces.begin(record), () -> decide(record));
        traces.end(record, events.getLast());
    }

    private void decide(LeadRecord record) {
        try {
            apply(record, Decider.decide(lead, record.event(), record.source().timestamp(), rules));
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.atError().addKeyValue("correlationId", record.event().id()).setCause(defect).log(
                    "Dead-lettered {}-{}@{} of lead {} of {}: deciding it failed", Topics.LEAD_EVENTS,
                    record.partition(), record.offset(), key.leadId(), key.organizationId());
            deadLetter(record, DeadLetter.failure("The event could not be decided", defect));
        }
    }

    private void apply(LeadRecord record, Verdict verdict) {
        switch (verdict) {
            case Verdict.Decided decided -> apply(record, decided);
            case Verdict.Nothing() -> events
                    .add(event(record, record.event().isTimerDue() ? EventResult.STALE : EventResult.REPEATED));
            case Verdict.Early() -> {
                DueTimer timer = record.event().dueTimer();
                timers.put(timer, Duration.between(record.source().timestamp(), timer.dueAt()));
                events.add(event(record, EventResult.EARLY));
            }
        }
    }

    private void apply(LeadRecord record, Verdict.Decided decided) {
        List<OutboxEntry> entries = LeadOutbox.entries(record, decided, traces.traceparent());
        Optional<String> tooLarge = LeadOutbox.tooLarge(entries).or(() -> documentTooLarge(record, decided, entries));
        if (tooLarge.isPresent()) {
            deadLetter(record, tooLarge.get());
            return;
        }
        commit(record, decided, entries);
    }

    private Optional<String> documentTooLarge(LeadRecord record, Verdict.Decided decided, List<OutboxEntry> entries) {
        if (!checksEachDocument) {
            return Optional.empty();
        }
        int bytes = write(new StoredLead(decided.lead(), positionOf(record),
                Stream.concat(outbox.entries().stream(), entries.stream()).toList(),
                traces.timersAfter(lead, decided.lead()))).bytes();
        return bytes <= MAX_DOCUMENT_BYTES
                ? Optional.empty()
                : Optional.of("The lead's document would have " + bytes + " bytes; at most " + MAX_DOCUMENT_BYTES
                        + " can be stored.");
    }

    private void commit(LeadRecord record, Verdict.Decided decided, List<OutboxEntry> entries) {
        outbox.add(entries, record);
        traces.commit(lead, decided.lead());
        lead = decided.lead();
        position = positionOf(record);
        writtenEntries = outbox.entries().size();
        isChanged = true;
        Instant dueAt = record.event().isTimerDue() ? record.event().dueTimer().dueAt() : null;
        events.add(ProcessedEvent.applied(record.event().type(), decided, dueAt));
    }

    /** A run whose due record is dead-lettered ends, because it would come due again indefinitely. */
    private void deadLetter(LeadRecord record, String reason) {
        LeadEvent event = record.event();
        outbox.addDeadLetter(record, reason);
        if (event.isTimerDue()
                && Decider.giveUp(lead, event, record.source().timestamp()) instanceof Verdict.Decided ended) {
            commit(record, ended, LeadOutbox.entries(record, ended, traces.traceparent()));
        }
        events.add(event(record, EventResult.DEAD_LETTERED));
    }

    private LeadWrite write(StoredLead after) {
        return new LeadWrite(after, stored == null ? null : stored.position(), LeadDocumentWriter.of(after));
    }

    private static Position positionOf(LeadRecord record) {
        return new Position(record.partition(), record.offset());
    }

    private static ProcessedEvent event(LeadRecord record, EventResult result) {
        return ProcessedEvent.without(record.event().type(), result, record.source().timestamp());
    }
}
