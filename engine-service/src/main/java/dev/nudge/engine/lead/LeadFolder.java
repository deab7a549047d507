package dev.nudge.engine.lead;

import dev.nudge.Topics;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Rulebook;
import dev.nudge.decision.Verdict;
import dev.nudge.engine.EngineMetrics.EventResult;
import dev.nudge.engine.ingest.DeadLetter;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.ingest.LeadRecord;
import dev.nudge.engine.lead.Fold.Handled;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.json.JsonCodec;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds a batch's records of one lead into its document, in the log's order. What was applied before is replay: its
 * outbox entries are published again (invariant 2). A record that can't be processed, or whose outcome could never be
 * stored or published, is dead-lettered, and the lead stays as it was before it (invariant 5). When enough is to be
 * published, the rest of the records waits until it is, so that a lead's document doesn't grow with the batch.
 */
public final class LeadFolder {

    /** Below what a broker takes by default, with room for headers. */
    static final int MAX_RECORD_BYTES = 1_000_000;
    /** Below what MongoDB takes. */
    static final int MAX_DOCUMENT_BYTES = 15 * 1024 * 1024;
    /** What a lead's outbox may hold before the rest of its records waits until that is published. */
    static final int ENOUGH_TO_PUBLISH_BYTES = 256 * 1024;

    private static final String DEAD_LETTERS = Topics.deadLetters(Topics.LEAD_EVENTS);
    private static final Logger LOG = LoggerFactory.getLogger(LeadFolder.class);

    private final LeadKey key;
    private final @Nullable StoredLead stored;
    private final Rulebook rules;
    private final List<OutboxEntry> outbox = new ArrayList<>();
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    private final Map<DueTimer, Duration> handledTimers = new HashMap<>();
    private @Nullable Lead lead;
    private @Nullable Position position;
    private @Nullable LeadWrite write;

    private int outboxBytes;

    private LeadFolder(LeadKey key, @Nullable StoredLead stored, long firstOffset, Rulebook rules) {
        this.key = key;
        this.stored = stored;
        this.rules = rules;
        if (stored != null) {
            lead = stored.lead();
            position = stored.position();
            // What was made before these records is known to be published: they were not taken before it was.
            stored.outbox().stream().filter(entry -> entry.offset() >= firstOffset).forEach(this::keep);
        }
    }

    /**
     * @param records of the lead that are in the batch, or of those the ones that have waited
     * @param hasTime whether another one of them may be decided after the first
     */
    public static Fold fold(LeadKey key, @Nullable StoredLead stored, List<LeadRecord> records, Rulebook rules,
            BooleanSupplier hasTime) {
        LeadFolder folder = new LeadFolder(key, stored, records.getFirst().offset(), rules);
        int taken = 0;
        while (taken < records.size()
                && (taken == 0 || folder.hasRoomFor(records.get(taken)) && hasTime.getAsBoolean())) {
            folder.take(records.get(taken));
            taken++;
        }
        return folder.result(records.subList(taken, records.size()));
    }

    /**
     * Of a lead whose document can't be read: it stays as it is. Its timers come due again once it is mended, so that
     * their records are nothing to keep.
     */
    public static Fold unreadable(LeadKey key, String reason, List<LeadRecord> records) {
        List<Outgoing> deadLetters = new ArrayList<>();
        List<Handled> handled = new ArrayList<>();
        Map<DueTimer, Duration> handledTimers = new HashMap<>();
        for (LeadRecord record : records) {
            if (record.event().isTimerDue()) {
                handledTimers.put(record.event().dueTimer(), Duration.ZERO);
                handled.add(handled(record, EventResult.STALE));
            } else {
                deadLetters.add(DeadLetter.of(Topics.LEAD_EVENTS, record.source(), reason));
                handled.add(handled(record, EventResult.DEAD_LETTERED));
            }
        }
        return new Fold(key, null, null, deadLetters, handled, handledTimers, List.of());
    }

    private boolean hasRoomFor(LeadRecord record) {
        return isReplay(record) || outboxBytes <= ENOUGH_TO_PUBLISH_BYTES;
    }

    private boolean isReplay(LeadRecord record) {
        return position != null && position.covers(record.partition(), record.offset());
    }

    private void take(LeadRecord record) {
        if (record.event().isTimerDue()) {
            handledTimers.put(record.event().dueTimer(), Duration.ZERO);
        }
        if (isReplay(record)) {
            outbox.stream().filter(entry -> entry.offset() == record.offset())
                    .map(entry -> outgoing(entry, record)).forEach(outgoing::add);
            note(record, EventResult.REPLAYED);
            return;
        }
        try {
            apply(record, Decider.decide(lead, record.event(), record.source().timestamp(), rules));
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.error("Dead-lettered {}-{}@{} of lead {} of {}: deciding it failed", Topics.LEAD_EVENTS,
                    record.partition(), record.offset(), key.leadId(), key.organizationId(), defect);
            giveUp(record, DeadLetter.failure("The event could not be decided", defect));
        }
    }

    private void apply(LeadRecord record, Verdict verdict) {
        switch (verdict) {
            case Verdict.Decided decided -> commit(record, decided);
            case Verdict.Nothing() -> note(record,
                    record.event().isTimerDue() ? EventResult.STALE : EventResult.REPEATED);
            case Verdict.Early() -> {
                DueTimer timer = record.event().dueTimer();
                handledTimers.put(timer, Duration.between(record.source().timestamp(), timer.dueAt()));
                note(record, EventResult.EARLY);
            }
            case Verdict.Refused(String reason) -> giveUp(record, reason);
        }
    }

    /** Takes the verdict over, unless what came of it could never be published or stored. */
    private void commit(LeadRecord record, Verdict.Decided decided) {
        List<OutboxEntry> entries = entries(record, decided);
        String tooLarge = entries.stream().filter(entry -> entry.value().length > MAX_RECORD_BYTES).findFirst()
                .map(entry -> "A record of " + entry.value().length + " bytes for " + entry.topic()
                        + " came of the event; at most " + MAX_RECORD_BYTES + " can be published.")
                .orElse(null);
        if (tooLarge != null) {
            giveUp(record, tooLarge);
            return;
        }
        LeadWrite candidate = write(record, decided, entries);
        if (candidate.bytes() > MAX_DOCUMENT_BYTES) {
            giveUp(record, "The lead's document would take " + candidate.bytes() + " bytes; at most "
                    + MAX_DOCUMENT_BYTES + " can be stored.");
            return;
        }
        takeOver(record, decided, entries, candidate);
    }

    private LeadWrite write(LeadRecord record, Verdict.Decided decided, List<OutboxEntry> entries) {
        List<OutboxEntry> kept = Stream.concat(outbox.stream(), entries.stream()).toList();
        StoredLead after = new StoredLead(decided.lead(), new Position(record.partition(), record.offset()), kept);
        return new LeadWrite(after, stored == null ? null : stored.position(), LeadDocument.of(after));
    }

    private void takeOver(LeadRecord record, Verdict.Decided decided, List<OutboxEntry> entries, LeadWrite next) {
        lead = decided.lead();
        position = next.lead().position();
        write = next;
        entries.forEach(entry -> promise(entry, record));
        Instant dueAt = record.event().isTimerDue() ? record.event().dueTimer().dueAt() : null;
        handled.add(new Handled(record.event().type(), EventResult.APPLIED, decided.decisions(), decided.messages(),
                dueAt, decided.lead().lastNow()));
    }

    private void keep(OutboxEntry entry) {
        outbox.add(entry);
        outboxBytes += entry.value().length;
    }

    /** To be published now, and again when the record is replayed. */
    private void promise(OutboxEntry entry, LeadRecord record) {
        keep(entry);
        outgoing.add(outgoing(entry, record));
    }

    private static List<OutboxEntry> entries(LeadRecord record, Verdict.Decided decided) {
        List<OutboxEntry> entries = new ArrayList<>(decided.messages().size() + decided.decisions().size());
        for (Message message : decided.messages()) {
            entries.add(new OutboxEntry(record.offset(), Topics.MESSAGE_COMMANDS, JsonCodec.write(message)));
        }
        for (int i = 0; i < decided.decisions().size(); i++) {
            Decision decision = decided.decisions().get(i).recorded(record.offset(), i);
            entries.add(new OutboxEntry(record.offset(), Topics.AUTOMATION_DECISIONS, JsonCodec.write(decision)));
        }
        return entries;
    }

    /** Dead-letters the record; a run whose due record it was ends, or it would come due again for ever. */
    private void giveUp(LeadRecord record, String reason) {
        LeadEvent event = record.event();
        byte[] kept = Json.cut(reason, DeadLetter.MAX_REASON_LENGTH).getBytes(StandardCharsets.UTF_8);
        promise(new OutboxEntry(record.offset(), DEAD_LETTERS, kept), record);
        if (event.isTimerDue()
                && Decider.giveUp(lead, event, record.source().timestamp()) instanceof Verdict.Decided ended) {
            List<OutboxEntry> entries = entries(record, ended);
            takeOver(record, ended, entries, write(record, ended, entries));
        }
        note(record, EventResult.DEAD_LETTERED);
    }

    private void note(LeadRecord record, EventResult result) {
        handled.add(handled(record, result));
    }

    private static Handled handled(LeadRecord record, EventResult result) {
        return new Handled(record.event().type(), result, List.of(), List.of(), null, record.source().timestamp());
    }

    private Outgoing outgoing(OutboxEntry entry, LeadRecord record) {
        if (entry.topic().equals(DEAD_LETTERS)) {
            return DeadLetter.of(Topics.LEAD_EVENTS, record.source(),
                    new String(entry.value(), StandardCharsets.UTF_8));
        }
        return Outgoing.of(entry.topic(), Ingest.keyOf(key), entry.value());
    }

    private Fold result(List<LeadRecord> rest) {
        return new Fold(key, lead, write, outgoing, handled, handledTimers, rest);
    }
}
