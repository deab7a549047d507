package dev.nudge.infrastructure.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.nudge.Topics;
import dev.nudge.address.AddressKind;
import dev.nudge.condition.Change;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to a lead's document is read back equal. */
class LeadDocumentTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:14:00.123Z");
    private static final StartingEvent EVENT = new StartingEvent("e-1", "lead.asked", Map.of(), null, Map.of());

    private static Lead lead() {
        return Lead.unknown(new LeadKey("acme", "ana"), NOW);
    }

    private static Document written(Lead lead, OutboxEntry... outbox) {
        RawBsonDocument raw = LeadDocumentWriter.of(new StoredLead(lead, new Position(3, 7), List.of(outbox)));
        return raw.decode(new DocumentCodec());
    }

    private static Lead readBack(Lead lead) {
        return LeadDocumentReader.lead(written(lead));
    }

    private static void assertReadBackEqual(Lead lead) {
        assertThat(readBack(lead)).isEqualTo(lead);
    }

    private static Lead with(Map<AddressKind, Consent> consents, EventMemory events,
            SortedMap<LocalDate, Integer> sentOn, @Nullable Removal removal) {
        return new Lead(new LeadKey("acme", "ana"), NOW, NOW, Map.of("phone", "+14155550100"), NOW.minusSeconds(5),
                new Lead.StatusHistory("Old", NOW.minusSeconds(6)),
                new Conversation(NOW, NOW, "sms", "hi", 1, 2, "inbound", "outbound", NOW.minusSeconds(3)), consents,
                Collections.emptySortedMap(), events, sentOn, removal);
    }

    @Test
    void a_lead_of_which_nothing_is_known_is_read_back_equal() {
        assertReadBackEqual(lead());
        assertThat(readBack(lead()).createdAt()).isNull();
    }

    @Test // E2, X2
    void the_instants_of_attributes_and_of_the_last_firing_are_read_back_equal() {
        assertReadBackEqual(with(Map.of(), EventMemory.NONE, new TreeMap<>(), null));
    }

    @ParameterizedTest // F4
    @EnumSource(AddressKind.class)
    void opt_outs_and_opt_ins_are_read_back_equal(AddressKind kind) {
        assertReadBackEqual(with(Map.of(kind, new Consent(true, NOW, null)), EventMemory.NONE, new TreeMap<>(), null));
        assertReadBackEqual(
                with(Map.of(kind, new Consent(false, NOW, "uma")), EventMemory.NONE, new TreeMap<>(), null));
    }

    @Test // E10
    void deletions_and_merges_are_read_back_equal() {
        assertReadBackEqual(with(Map.of(), EventMemory.NONE, new TreeMap<>(),
                new Removal(NOW.minusSeconds(9), NOW.minusSeconds(8), null)));
        assertReadBackEqual(with(Map.of(), EventMemory.NONE, new TreeMap<>(),
                new Removal(NOW.minusSeconds(9), NOW.minusSeconds(8), "ben:$.")));
    }

    @Test // W5
    void the_numbers_of_messages_by_day_are_read_back_equal() {
        assertReadBackEqual(with(Map.of(), EventMemory.NONE,
                new TreeMap<>(Map.of(LocalDate.parse("2026-04-21"), 12, LocalDate.parse("2026-04-22"), 1)), null));
    }

    @Test // S6, S13
    void counters_and_the_firings_of_the_last_hour_are_read_back_equal() {
        assertReadBackEqual(lead().with("a.b-c", new Progress(9, 7, 3, NOW.minusSeconds(1),
                List.of(NOW.minusSeconds(3_599), NOW.minusSeconds(1)), List.of())));
    }

    @Test // C1, W5
    void several_waiting_runs_of_an_automation_are_read_back_equal_and_in_order() {
        Lead lead = lead().with("deferred", new Progress(9, 9, 0, null, List.of(), List.of(
                new Run(3, 2, 1, true, NOW, NOW.minusSeconds(4), EVENT, "New", NOW.plusSeconds(60),
                        NOW.plusSeconds(20), true, 4),
                new Run(8, 1, 0, false, NOW, NOW, EVENT, null, NOW.plusSeconds(30), null, false, 5),
                new Run(9, 20, 19, true, NOW, NOW, EVENT, null, NOW.plusSeconds(90), null, true, 6))));

        assertReadBackEqual(lead);
        assertThat(readBack(lead).progressOf("deferred").runs()).extracting(Run::number).containsExactly(3, 8, 9);
        assertThat(written(lead).getDate("nextDueAt").toInstant()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test // S10
    void the_data_of_a_starting_event_are_read_back_equal_whatever_its_names_are() {
        Map<String, @Nullable Object> data = JsonCodec.readObject("""
                {"plain": "text", "$set": "no operator", "a.b": {"c.d": [1, 2.50, null, {"": []}]}, "": true,
                 "Größe in m²": 1.85, "🙂": "\\u0000", "none": null, "huge": 9e6144, "long": 9223372036854775807}"""
                .getBytes(StandardCharsets.UTF_8)).orThrow();
        Map<String, Change> changed = new LinkedHashMap<>();
        changed.put("tags", new Change(null, List.of("a")));
        changed.put("status", new Change("Old", null));
        changed.put("notes", new Change("short", "the beginning of a long text", false, true));

        Lead whole = waitingOn(new StartingEvent("e-1", "lead.asked", data, null, changed));
        assertReadBackEqual(whole);
        assertThat(readBack(whole).progressOf("a").runs().getFirst().startedBy().isCut()).isFalse();
        Lead cut = waitingOn(new StartingEvent("e-1", "lead.asked", data, Set.of("plain", "a.b"), changed));
        assertReadBackEqual(cut);
        assertThat(readBack(cut).progressOf("a").runs().getFirst().startedBy().isCut()).isTrue();
        Lead nothingKept = waitingOn(new StartingEvent("e-1", "lead.asked", Map.of(), Set.of(), changed));
        assertReadBackEqual(nothingKept);
        assertThat(readBack(nothingKept).progressOf("a").runs().getFirst().startedBy().isCut()).isTrue();
    }

    private static Lead waitingOn(StartingEvent event) {
        return lead().with("a", new Progress(1, 1, 0, null, List.of(),
                List.of(new Run(1, 1, 0, false, NOW, NOW, event, null, NOW.plusSeconds(60), null, false, 1))));
    }

    @ParameterizedTest // E5
    @ValueSource(ints = {32, 256, 1_024})
    void remembered_event_ids_are_read_back_equal_and_take_fourteen_bytes_each(int count) {
        EventMemory events = EventMemory.NONE;
        for (int i = 0; i < count; i++) {
            events = events.with("evt-" + i, NOW);
        }
        Lead lead = with(Map.of(), events, new TreeMap<>(), null);

        int bytes = size(lead);
        int without = size(with(Map.of(), EventMemory.NONE, new TreeMap<>(), null));

        System.out.printf("A lead's document with %,d remembered ids has %,d bytes; without, %,d%n", count, bytes,
                without);
        assertReadBackEqual(lead);
        assertThat(bytes - without).isEqualTo(14 * count);
    }

    private static int size(Lead lead) {
        return LeadDocumentWriter.of(new StoredLead(lead, new Position(3, 7), List.of())).getByteBuffer().remaining();
    }

    @Test // F4, E10
    void outbox_entries_of_every_kind_are_read_back_equal() {
        List<String> kinds = List.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS, Topics.LEAD_EVENTS,
                Topics.deadLetters(Topics.LEAD_EVENTS), OutboxEntry.SUPPRESSIONS, OutboxEntry.ERASURE);
        StoredLead stored = LeadDocumentReader.stored(written(lead(), kinds.stream()
                .map(kind -> new OutboxEntry(5_000_000_000L, kind, new byte[]{0, -1})).toArray(OutboxEntry[]::new)));

        assertThat(stored.outbox()).extracting(OutboxEntry::topic).isEqualTo(kinds);
        assertThat(stored.outbox()).allSatisfy(entry -> {
            assertThat(entry.offset()).isEqualTo(5_000_000_000L);
            assertThat(entry.value()).containsExactly(0, -1);
        });
        assertThat(stored.outbox()).extracting(OutboxEntry::isRecord).containsExactly(true, true, true, true, false,
                false);
    }

    @Test
    void an_unknown_kind_of_outbox_entry_is_refused() {
        Document document = written(lead(), new OutboxEntry(1, Topics.MESSAGE_COMMANDS, new byte[0]));
        document.getList("outbox", Document.class).getFirst().append("topic", "message.comands");

        assertThatIllegalStateException().isThrownBy(() -> LeadDocumentReader.stored(document))
                .withMessageContaining("but found message.comands");
    }

    @Test
    void places_in_traces_are_read_back_equal() {
        String place = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        StoredLead stored = new StoredLead(lead(), new Position(3, 7),
                List.of(new OutboxEntry(7, Topics.MESSAGE_COMMANDS, new byte[0], place)),
                Map.of(new DueTimer("a-1", 2, 3, NOW), place));

        StoredLead read = LeadDocumentReader.stored(LeadDocumentWriter.of(stored).decode(new DocumentCodec()));

        assertThat(read.outbox()).extracting(OutboxEntry::traceparent).containsExactly(place);
        assertThat(read.timerTraces()).isEqualTo(stored.timerTraces());
    }

    @Test
    void a_lead_without_traces_has_no_field_for_them() {
        Document document = written(lead(), new OutboxEntry(1, Topics.MESSAGE_COMMANDS, new byte[0]));

        assertThat(document).doesNotContainKey("timerTraces");
        assertThat(document.getList("outbox", Document.class).getFirst()).containsOnlyKeys("offset", "topic", "value");
    }
}
