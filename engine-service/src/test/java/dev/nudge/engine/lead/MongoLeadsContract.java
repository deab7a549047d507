package dev.nudge.engine.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoDatabase;
import dev.nudge.Topics;
import dev.nudge.address.AddressKind;
import dev.nudge.condition.Change;
import dev.nudge.engine.support.WaitingLead;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.OutboxEntry;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.json.JsonCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Consent;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine requires of any database that stores the leads. */
abstract class MongoLeadsContract {

    private static final Instant NOW = Instant.parse("2026-04-22T10:14:00.123Z");

    private final MongoLeads leads = new MongoLeads(database());

    abstract MongoDatabase database();

    @BeforeEach
    void without_leads() {
        database().getCollection("leads").deleteMany(new Document());
        leads.createIndexes();
        leads.createIndexes();
    }

    private static LeadKey key(String leadId) {
        return new LeadKey("acme", leadId);
    }

    static Lead lead(String leadId) {
        return Lead.unknown(key(leadId), NOW);
    }

    private static Lead waiting(String leadId, Instant... dueAt) {
        Lead lead = lead(leadId);
        for (int i = 0; i < dueAt.length; i++) {
            lead = WaitingLead.with(lead, "automation-" + i, WaitingLead.run(1, 1, dueAt[i]));
        }
        return lead;
    }

    static LeadWrite write(Lead lead, @Nullable Position read, Position next, OutboxEntry... outbox) {
        StoredLead stored = new StoredLead(lead, next, List.of(outbox));
        return new LeadWrite(stored, read, LeadDocumentWriter.of(stored));
    }

    private StoredLead read(String leadId) {
        return Objects.requireNonNull(leads.find(List.of(key(leadId))).get(key(leadId)));
    }

    private Position positionOf(String leadId) {
        return read(leadId).position();
    }

    @Test
    void a_lead_with_every_field_is_read_back_equal() {
        Lead lead = leadWithEverything();
        leads.write(List.of(write(lead, null, new Position(3, 5_000_000_000L),
                new OutboxEntry(4_999_999_999L, Topics.MESSAGE_COMMANDS, new byte[]{0, 1, -1, 127, -128}),
                new OutboxEntry(5_000_000_000L, Topics.AUTOMATION_DECISIONS, new byte[0]))));

        StoredLead read = read("ana:b");

        assertThat(read.lead()).isEqualTo(lead);
        assertThat(read.lead().automations().keySet()).containsExactlyElementsOf(lead.automations().keySet());
        assertThat(read.position()).isEqualTo(new Position(3, 5_000_000_000L));
        assertThat(read.outbox()).extracting(OutboxEntry::offset).containsExactly(4_999_999_999L, 5_000_000_000L);
        assertThat(read.outbox()).extracting(OutboxEntry::topic).containsExactly(Topics.MESSAGE_COMMANDS,
                Topics.AUTOMATION_DECISIONS);
        assertThat(read.outbox()).extracting(OutboxEntry::value).containsExactly(new byte[]{0, 1, -1, 127, -128},
                new byte[0]);
    }

    private static Lead leadWithEverything() {
        StartingEvent startedBy = new StartingEvent("e-1", "lead.asked", json("""
                {"plain": "text", "$set": "not an operator", "a.b": 1, "": true, "Größe in m²": 1.85, "🙂": "🙂",
                 "_id": "no id", "nested": {"list": [{"deep": [null, "", 0.1]}], "none": null}}"""),
                Set.of("plain", "nested.list"), changes());
        return new Lead(key("ana:b"), NOW.minusSeconds(100), NOW, json("""
                {"status": " New  lead", "phone": "+14155550100", "empty": "", "emoji": "🙂 \\u0000 ü",
                 "small": -1, "zero": 0, "large": 9223372036854775807, "smallest": -9223372036854775808,
                 "decimal": 0.1, "exact": 1234567890.123456789012345678901234, "beyond": 12345678901234567890,
                 "huge": 1e300, "greatest": 9e6144, "tiny": 1.5e-300, "yes": true, "no": false,
                 "tags": ["a", "b", "a"], "none": [],
                 "mixed": [1, 1.5, "x", true, null, [[]], {"deep": [{"deeper": {}}]}],
                 "address": {"street": {"number": 7, "name": null}, "with space": {"Ünicode": "✓"}}}"""),
                NOW.minusSeconds(70), new Lead.StatusHistory("Old", NOW.minusSeconds(50)),
                new Conversation(NOW.minusSeconds(9), NOW.minusSeconds(8), "sms", "hi\nthere", 7, 8, "inbound",
                        "outbound", NOW.minusSeconds(4)),
                Map.of(AddressKind.PHONE, new Consent(true, NOW.minusSeconds(7), null), AddressKind.EMAIL,
                        new Consent(false, NOW.minusSeconds(6), "maria")),
                new TreeMap<>(Map.of("done", new Progress(3, 2, 2, NOW.minusSeconds(3), List.of(), List.of()),
                        "a.dotted-1", new Progress(9, 7, 0, NOW.minusSeconds(2),
                                List.of(NOW.minusSeconds(3_599), NOW.minusSeconds(2)),
                                List.of(new Run(4, 3, 1, true, NOW, NOW.minusSeconds(33), startedBy, "New lead",
                                        NOW.plusSeconds(60), NOW.plusSeconds(20), true, 4),
                                        run(8, NOW.plusSeconds(90)), run(9, NOW.plusSeconds(120)))),
                        "b", new Progress(12, 12, 1, null, List.of(), List.of(run(12, NOW.plusSeconds(30)))))),
                EventMemory.NONE.with("e-1", NOW.minusSeconds(9)).with("e-2", NOW).with("ü:$.", NOW),
                new TreeMap<>(Map.of(LocalDate.parse("2026-04-21"), 3, LocalDate.parse("2026-04-22"), 1)),
                new Removal(NOW.minusSeconds(1_000), NOW.minusSeconds(900), "ben:c"));
    }

    private static Run run(int number, Instant dueAt) {
        return new Run(number, 1, 0, false, NOW, NOW,
                new StartingEvent("e-2", "status_change", Map.of(), null, Map.of()), null, dueAt, null, false,
                Integer.MAX_VALUE);
    }

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("status", new Change("Old", "New lead"));
        changes.put("gone", new Change("x", null));
        changes.put("came", new Change(null, Json.normalized(new BigDecimal("0.10"))));
        changes.put("tags", new Change(List.of("a"), List.of("a", "b")));
        changes.put("address", new Change(Map.of("city", "Bern"), json("{\"city\": null, \"zip\": [3000]}")));
        changes.put("attributes.createdAt", new Change(false, 7L));
        changes.put("lastInboundAt", new Change(NOW.minusSeconds(1), NOW));
        return changes;
    }

    @SuppressWarnings("NullAway") // JSON's nulls are nested
    private static Map<String, Object> json(String text) {
        return Collections.unmodifiableMap(
                Json.object(JsonCodec.readObject(text.getBytes(StandardCharsets.UTF_8)).orThrow()));
    }

    @Test
    void a_lead_with_the_required_fields_only_is_read_back_equal() {
        leads.write(List.of(write(lead("ana"), null, new Position(0, 0))));

        assertThat(read("ana").lead()).isEqualTo(lead("ana"));
        assertThat(read("ana").outbox()).isEmpty();
    }

    @Test
    void only_existing_leads_are_found() {
        LeadKey otherOrganization = new LeadKey("acme2", "ana");
        leads.write(List.of(write(lead("ana"), null, new Position(0, 1)),
                write(Lead.unknown(otherOrganization, NOW), null, new Position(0, 2)),
                write(lead("ben"), null, new Position(0, 3))));

        assertThat(leads.find(List.of(key("ana"), otherOrganization, key("unknown"))))
                .containsOnlyKeys(key("ana"), otherOrganization);
    }

    @Test // invariant 1
    void a_write_is_refused_if_the_position_has_changed_and_the_other_writes_of_the_bulk_are_applied() {
        Position first = new Position(1, 10);
        leads.write(List.of(write(lead("ana"), null, first), write(lead("ben"), null, first),
                write(lead("cleo"), null, first)));
        leads.write(List.of(write(lead("ben"), first, new Position(1, 11))));

        assertThat(leads.write(List.of(write(lead("ana"), first, new Position(1, 20)),
                write(lead("ben"), first, new Position(1, 21)), write(lead("cleo"), first, new Position(1, 22)),
                write(lead("dora"), null, new Position(1, 23))))).containsExactly(key("ben"));

        assertThat(positionOf("ana")).isEqualTo(new Position(1, 20));
        assertThat(positionOf("ben")).isEqualTo(new Position(1, 11));
        assertThat(positionOf("cleo")).isEqualTo(new Position(1, 22));
        assertThat(positionOf("dora")).isEqualTo(new Position(1, 23));
    }

    @Test // invariant 1
    void partition_and_offset_of_the_position_are_compared() {
        leads.write(List.of(write(lead("ana"), null, new Position(1, 10))));

        assertThat(leads.write(List.of(write(lead("ana"), new Position(2, 10), new Position(2, 11))))).hasSize(1);
        assertThat(leads.write(List.of(write(lead("ana"), new Position(1, 9), new Position(1, 11))))).hasSize(1);
        assertThat(leads.write(List.of(write(lead("ana"), new Position(1, 11), new Position(1, 12))))).hasSize(1);
        assertThat(positionOf("ana")).isEqualTo(new Position(1, 10));
        assertThat(leads.write(List.of(write(lead("ana"), new Position(1, 10), new Position(2, 3))))).isEmpty();
    }

    @Test // invariant 1
    void an_existing_lead_is_not_inserted_again() {
        leads.write(List.of(write(lead("ana"), null, new Position(1, 10))));

        assertThat(leads.write(List.of(write(lead("ana"), null, new Position(1, 11)),
                write(lead("ben"), null, new Position(1, 12))))).containsExactly(key("ana"));

        assertThat(positionOf("ana")).isEqualTo(new Position(1, 10));
        assertThat(positionOf("ben")).isEqualTo(new Position(1, 12));
    }

    @Test // invariant 1
    void in_a_large_bulk_exactly_the_writes_with_a_changed_position_are_refused() {
        Position first = new Position(0, 1);
        List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "lead" + i).toList();
        leads.write(ids.stream().map(id -> write(lead(id), null, first)).toList());
        List<String> moved = ids.stream().filter(id -> id.endsWith("7")).toList();
        leads.write(moved.stream().map(id -> write(lead(id), first, new Position(0, 2))).toList());

        assertThat(leads.write(ids.stream().map(id -> write(lead(id), first, new Position(0, 3))).toList()))
                .containsExactlyInAnyOrderElementsOf(moved.stream().map(MongoLeadsContract::key).toList());

        assertThat(leads.find(ids.stream().map(MongoLeadsContract::key).toList()).values())
                .allSatisfy(stored -> assertThat(stored.position().offset())
                        .isEqualTo(stored.lead().key().leadId().endsWith("7") ? 2 : 3));
    }

    @Test // invariant 4
    void leads_are_found_in_due_order_within_one_partition() {
        leads.write(List.of(write(waiting("cleo", NOW.plusSeconds(3)), null, new Position(1, 1)),
                write(waiting("ana", NOW.plusSeconds(9), NOW.plusSeconds(1)), null, new Position(1, 2)),
                write(waiting("elsewhere", NOW), null, new Position(2, 3)),
                write(waiting("ben", NOW.minusSeconds(90_000)), null, new Position(1, 4)),
                write(lead("idle"), null, new Position(1, 5))));

        assertThat(leads.dueFirst(1, 10)).extracting(lead -> lead.key().leadId()).containsExactly("ben", "ana",
                "cleo");
        assertThat(leads.dueFirst(1, 2)).extracting(lead -> lead.key().leadId()).containsExactly("ben", "ana");
        assertThat(leads.dueFirst(3, 10)).isEmpty();
    }

    @Test // invariant 4
    void a_due_lead_is_read_with_all_its_timers() {
        Lead ana = waiting("ana", NOW.plusSeconds(9), NOW.plusSeconds(1));
        leads.write(List.of(write(ana, null, new Position(1, 2))));

        assertThat(leads.dueFirst(1, 10)).singleElement().satisfies(lead -> {
            assertThat(lead.automations()).isEqualTo(ana.automations());
            assertThat(lead.nextDueAt()).contains(NOW.plusSeconds(1));
        });
    }

    @Test // invariant 4
    void a_lead_without_waiting_runs_has_no_due_instant() {
        Position first = new Position(1, 1);
        leads.write(List.of(write(waiting("ana", NOW), null, first)));
        assertThat(document("ana")).containsKey("nextDueAt");

        leads.write(List
                .of(write(lead("ana").with("automation-0", new Progress(1, 1, 1, null, List.of(), List.of())), first,
                        new Position(1, 2))));

        assertThat(document("ana")).doesNotContainKey("nextDueAt");
        assertThat(leads.dueFirst(1, 10)).isEmpty();
    }

    @Test // invariant 5
    void leads_whose_documents_cannot_be_read_are_reported() {
        leads.write(List.of(write(lead("ana"), null, new Position(1, 1)), write(lead("ben"), null,
                new Position(1, 2)), write(lead("cleo"), null, new Position(1, 3))));
        corrupt("ana", "consents.pigeon", new Document("at", "noon"));
        corrupt("cleo", "organizationId", "another");

        assertThatExceptionOfType(UnreadableLeadsException.class)
                .isThrownBy(() -> leads.find(List.of(key("ben"), key("ana"), key("cleo"))))
                .satisfies(unreadable -> {
                    assertThat(unreadable.reasons()).containsOnlyKeys(key("ana"), key("cleo"));
                    assertThat(unreadable.reasons().get(key("ana"))).contains("pigeon");
                });
        assertThat(leads.find(List.of(key("ben")))).containsOnlyKeys(key("ben"));
    }

    @Test // invariant 1
    void the_fence_compares_the_values_of_a_position_and_not_its_form() {
        leads.write(List.of(write(lead("ana"), null, new Position(1, 1))));
        corrupt("ana", "position", new Document("offset", 7L).append("partition", 1).append("by", "hand"));

        assertThat(leads.write(List.of(write(lead("ana"), new Position(1, 1), new Position(1, 8)))))
                .containsExactly(key("ana"));
        assertThat(leads.write(List.of(write(lead("ana"), positionOf("ana"), new Position(1, 8))))).isEmpty();
    }

    @Test // invariant 5
    void a_lead_whose_timers_cannot_be_read_does_not_hide_other_due_leads() {
        leads.write(List.of(write(waiting("ana", NOW), null, new Position(1, 1)),
                write(waiting("ben", NOW.plusSeconds(1)), null, new Position(1, 2)),
                write(waiting("cleo", NOW.plusSeconds(2)), null, new Position(1, 3)),
                write(waiting("dora", NOW.plusSeconds(3)), null, new Position(1, 4)),
                write(waiting("emil", NOW.plusSeconds(4)), null, new Position(1, 5))));
        corrupt("ana", "automations.automation-0.runs.0.dueAt", "noon");
        corrupt("ben", "automations.automation-0.runs.0.dueAt", "noon");
        corrupt("dora", "automations.automation-0.runs.0.dueAt", "noon");

        assertThat(leads.dueFirst(1, 1)).extracting(lead -> lead.key().leadId()).containsExactly("cleo");
        assertThat(leads.dueFirst(1, 2)).extracting(lead -> lead.key().leadId()).containsExactly("cleo", "emil");
        assertThat(leads.dueFirst(1, 10)).extracting(lead -> lead.key().leadId()).containsExactly("cleo", "emil");
    }

    private void corrupt(String leadId, String field, Object value) {
        database().getCollection("leads").updateOne(new Document("leadId", leadId),
                new Document("$set", new Document(field, value)));
    }

    private Document document(String leadId) {
        List<Document> found = database().getCollection("leads").find(new Document("leadId", leadId))
                .into(new ArrayList<>());
        return found.getFirst();
    }
}
