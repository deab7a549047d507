package dev.nudge.engine.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.MongoLeadChanges;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Every decision is stored once, however often it is delivered. */
class DecisionHistoryTest {

    @TempDir
    static Path directory;
    static TestStore store;

    private final LogInMemory log = new LogInMemory(1, new SettableClock(), step -> {});
    private DecisionHistory history;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void without_decisions() {
        store.database().getCollection("decisions").deleteMany(new Document());
        store.database().getCollection("leads").deleteMany(new Document());
        history = new DecisionHistory(store.database(),
                new FailedRecords(log, new EngineMetrics(new SimpleMeterRegistry())), new SettableClock());
        history.createIndexes(Duration.ofDays(90));
    }

    private static byte[] decision(String id) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("organizationId", "acme");
        json.put("automationId", "follow-up");
        json.put("leadId", "ana");
        json.put("outcome", "STARTED");
        json.put("run", 1);
        json.put("userAsked", null);
        json.put("dueAt", "2026-04-23T10:14:00.000Z");
        json.put("trace", List.of(Map.of("field", "a.b", "op", "eq", "expected", "$x", "held", false)));
        json.put("at", "2026-04-22T10:14:00.123Z");
        return JsonCodec.write(json);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ConsumerRecord<>(Topics.AUTOMATION_DECISIONS, 0, 0, null, value);
    }

    private void keep(String... ids) {
        history.onMessage(Arrays.stream(ids).map(id -> record(decision(id))).toList());
    }

    private static List<Document> kept() {
        return store.database().getCollection("decisions").find().into(new ArrayList<>());
    }

    @Test // R1
    void a_decision_is_stored_under_its_id_with_instants_that_can_be_searched() {
        keep("d-1");

        assertThat(kept()).singleElement().satisfies(document -> assertThat(document).containsEntry("_id", "d-1")
                .doesNotContainKey("id").containsEntry("organizationId", "acme").containsEntry("run", 1L)
                .containsEntry("userAsked", null)
                .containsEntry("at", Date.from(Instant.parse("2026-04-22T10:14:00.123Z")))
                .containsEntry("dueAt", Date.from(Instant.parse("2026-04-23T10:14:00Z"))));
    }

    @Test // invariant 3
    void a_redelivered_batch_adds_only_new_decisions() {
        keep("d-1", "d-2");
        List<Document> before = kept();

        keep("d-1", "d-2");
        assertThat(kept()).isEqualTo(before);

        keep("d-2", "d-3", "d-3");
        assertThat(kept()).extracting(document -> document.get("_id")).containsExactlyInAnyOrder("d-1", "d-2", "d-3");
    }

    @Test
    void a_record_that_cannot_be_stored_blocks_no_other() {
        history.onMessage(List.of(record(decision("d-1")), record(null), record(new byte[0]),
                record("no json".getBytes(UTF_8)), record("{}".getBytes(UTF_8)), record(decision("d-2"))));

        assertThat(kept()).extracting(document -> document.get("_id")).containsExactlyInAnyOrder("d-1", "d-2");
        assertThat(log.records("automation.decisions.dlt")).hasSize(4).allSatisfy(letter -> assertThat(letter.headers()
                .get(DeadLetter.REASON)).startsWith("The record is not a decision that can be stored. "));
    }

    @Test
    void a_dead_letter_says_that_the_nesting_is_too_deep() {
        history.onMessage(List.of(record(("[".repeat(100_000) + "]".repeat(100_000)).getBytes(UTF_8)),
                record("{\"id\": \"d-1\", \"organizationId\": \"acme\", \"leadId\": \"ana\"}".getBytes(UTF_8))));

        assertThat(log.records("automation.decisions.dlt")).extracting(letter -> letter.headers()
                .get(DeadLetter.REASON)).containsExactly(
                        "The record is not a decision that can be stored. The JSON is nested too deep: expected at most"
                                + " 64 levels of objects and lists at line 1, column 65 but found more.",
                        "The record is not a decision that can be stored. /at: Expected an instant in \"at\" but found"
                                + " null.");
    }

    private static Document kept(String id) {
        return kept().stream().filter(document -> id.equals(document.getString("_id"))).findFirst().orElseThrow();
    }

    /** As {@code lead.deleted} leaves the lead. */
    private static void deleted(String leadId, Instant at) {
        Lead lead = new Lead(new LeadKey("acme", leadId), null, at, Map.of(), null, Lead.StatusHistory.NONE,
                Conversation.NONE, Map.of(), Collections.emptySortedMap(), EventMemory.NONE,
                Collections.emptySortedMap(), new Removal(at, at, null));
        store.database().getCollection("leads", RawBsonDocument.class)
                .insertOne(LeadDocumentWriter.of(new StoredLead(lead, new Position(0, 1), List.of())));
    }

    @Test // E10
    void a_deletion_removes_the_traces_of_the_leads_decisions_up_to_its_instant() {
        keep("d-1", "d-2");
        Instant at = Instant.parse("2026-04-22T10:14:00.123Z");
        MongoLeadChanges changes = new MongoLeadChanges(store.database());

        changes.make(List.of(new LeadChange.Erase(new LeadKey("acme", "ana"), at.minusMillis(1)),
                new LeadChange.Erase(new LeadKey("acme", "ben"), at),
                new LeadChange.Erase(new LeadKey("globex", "ana"), at)));
        assertThat(kept()).hasSize(2).allSatisfy(
                decision -> assertThat(decision.getList("trace", Document.class)).hasSize(1));

        changes.make(List.of(new LeadChange.Erase(new LeadKey("acme", "ana"), at)));
        assertThat(kept()).hasSize(2).allSatisfy(decision -> assertThat(decision).containsEntry("trace", List.of())
                .containsEntry("outcome", "STARTED").containsEntry("run", 1L));
    }

    @Test // E10
    void a_decision_that_arrives_after_its_leads_deletion_is_stored_without_its_trace() {
        deleted("ana", Instant.parse("2026-04-22T10:14:00.123Z"));

        keep("d-1");

        assertThat(kept("d-1")).containsEntry("trace", List.of()).containsEntry("outcome", "STARTED");
    }

    @Test // E10
    void a_decision_about_a_lead_that_was_created_again_keeps_its_trace() {
        deleted("ana", Instant.parse("2026-04-22T10:14:00.122Z"));

        keep("d-1");

        assertThat(kept("d-1").getList("trace", Document.class)).hasSize(1);
    }

    @Test
    void an_empty_batch_stores_nothing() {
        history.onMessage(List.of());
        assertThat(kept()).isEmpty();
    }
}
