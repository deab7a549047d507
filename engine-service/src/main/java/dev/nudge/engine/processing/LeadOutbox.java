package dev.nudge.engine.processing;

import dev.nudge.Topics;
import dev.nudge.decision.Verdict;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.OutboxEntry;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records to publish for one lead: the entries that its document keeps until they are known to be published, and
 * the records that are published after the next write.
 */
final class LeadOutbox {

    /** Below the broker's default limit of 1 MiB, with room for headers. */
    static final int MAX_RECORD_BYTES = 1_000_000;

    private static final String DEAD_LETTERS = Topics.deadLetters(Topics.LEAD_EVENTS);

    private final LeadKey lead;
    private final List<OutboxEntry> entries = new ArrayList<>();
    private final List<LeadChange> changes = new ArrayList<>();
    private final List<OutboundRecord> outbound = new ArrayList<>();
    private int bytes;

    /** @param unpublished entries of the stored document that are not known to be published */
    LeadOutbox(LeadKey lead, List<OutboxEntry> unpublished) {
        this.lead = lead;
        unpublished.forEach(this::keep);
    }

    /**
     * The entries for a verdict: changes of documents, messages, decisions, and events for other leads.
     *
     * @param traceparent the place of the decision in a trace; null when it belongs to none
     */
    static List<OutboxEntry> entries(LeadRecord record, Verdict.Decided decided, @Nullable String traceparent) {
        List<OutboxEntry> entries = new ArrayList<>(decided.messages().size() + decided.decisions().size());
        String organizationId = record.event().key().organizationId();
        decided.suppressions().forEach(suppression -> entries.add(new OutboxEntry(record.offset(),
                OutboxEntry.SUPPRESSIONS, new LeadChange.Suppress(organizationId, suppression).toJson())));
        if (decided.removesLead()) {
            entries.add(new OutboxEntry(record.offset(), OutboxEntry.ERASURE,
                    new LeadChange.Erase(record.event().key(), decided.lead().lastNow()).toJson()));
        }
        decided.messages().forEach(message -> entries
                .add(new OutboxEntry(record.offset(), Topics.MESSAGE_COMMANDS, JsonCodec.write(message), traceparent)));
        for (int i = 0; i < decided.decisions().size(); i++) {
            entries.add(new OutboxEntry(record.offset(), Topics.AUTOMATION_DECISIONS,
                    JsonCodec.write(decided.decisions().get(i).recorded(record.offset(), i)), traceparent));
        }
        decided.events().forEach(event -> entries
                .add(new OutboxEntry(record.offset(), Topics.LEAD_EVENTS, JsonCodec.write(event.toJson()),
                        traceparent)));
        return entries;
    }

    /** Returns a sentence when one of the entries can never be published. */
    static Optional<String> tooLarge(List<OutboxEntry> entries) {
        return entries.stream().filter(entry -> entry.value().length > MAX_RECORD_BYTES).findFirst()
                .map(entry -> "The event would cause a record of " + entry.value().length + " bytes for "
                        + entry.topic() + "; at most " + MAX_RECORD_BYTES + " can be published.");
    }

    /** Publishes the entries after the next write, and again when the record is replayed. */
    void add(List<OutboxEntry> added, LeadRecord record) {
        for (OutboxEntry entry : added) {
            keep(entry);
            perform(entry, record);
        }
    }

    void addDeadLetter(LeadRecord record, String reason) {
        byte[] kept = Json.cut(reason, DeadLetter.MAX_REASON_LENGTH).getBytes(StandardCharsets.UTF_8);
        add(List.of(new OutboxEntry(record.offset(), DEAD_LETTERS, kept)), record);
    }

    /** Publishes again what the record caused when it was applied. */
    void replay(LeadRecord record) {
        entries.stream().filter(entry -> entry.offset() == record.offset()).forEach(entry -> perform(entry, record));
    }

    /** A view: entries are only ever appended. */
    List<OutboxEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    List<OutboundRecord> outbound() {
        return outbound;
    }

    /** The total size of all entries' values. */
    int bytes() {
        return bytes;
    }

    private void keep(OutboxEntry entry) {
        entries.add(entry);
        bytes += entry.value().length;
    }

    /** The changes of other documents, to be made before the records are published. */
    List<LeadChange> changes() {
        return changes;
    }

    private void perform(OutboxEntry entry, LeadRecord record) {
        switch (entry.topic()) {
            case OutboxEntry.SUPPRESSIONS -> changes.add(LeadChange.Suppress.of(lead.organizationId(), entry.value()));
            case OutboxEntry.ERASURE -> changes.add(LeadChange.Erase.of(lead, entry.value()));
            default -> outbound.add(outbound(entry, record));
        }
    }

    private OutboundRecord outbound(OutboxEntry entry, LeadRecord record) {
        if (entry.topic().equals(DEAD_LETTERS)) {
            return DeadLetter.of(Topics.LEAD_EVENTS, record.source(),
                    new String(entry.value(), StandardCharsets.UTF_8));
        }
        LeadKey key = entry.topic().equals(Topics.LEAD_EVENTS)
                ? new LeadKey(lead.organizationId(), JsonCodec.text(entry.value(), "leadId").orElseThrow())
                : lead;
        return OutboundRecord.of(entry.topic(), LeadPartitioner.keyOf(key), entry.value(), entry.traceparent());
    }
}
