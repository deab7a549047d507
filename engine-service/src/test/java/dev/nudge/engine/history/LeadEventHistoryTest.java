package dev.nudge.engine.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.MongoLeadChanges;
import dev.nudge.engine.support.TestStore;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Every event of a lead is stored once, with what was ignored in it. */
class LeadEventHistoryTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    @TempDir
    static Path directory;
    static TestStore store;

    private LeadEventHistory history;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void empty() {
        store.database().getCollection("leadEvents").deleteMany(new Document());
        store.database().getCollection("leads").deleteMany(new Document());
        history = new LeadEventHistory(store.database());
        history.createIndexes(Duration.ofDays(30));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value) {
        return new ConsumerRecord<>(Topics.LEAD_EVENTS, 0, offset, NOON.plusSeconds(offset).toEpochMilli(),
                TimestampType.LOG_APPEND_TIME, 0, 0, null, value, new RecordHeaders(), Optional.empty());
    }

    private static byte[] event(String id, String leadId, String more) {
        return ("{\"id\": \"" + id + "\", \"type\": \"message.received\", \"organizationId\": \"acme\", \"leadId\": \""
                + leadId + "\"" + more + "}").getBytes(UTF_8);
    }

    private void keep(ConsumerRecord<?, ?>... records) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (ConsumerRecord<?, ?> record : records) {
            batch.add(record(record.offset(), (byte[]) record.value()));
        }
        history.onMessage(batch);
    }

    private static List<Document> kept() {
        return store.database().getCollection("leadEvents").find().sort(new Document("sequence", 1))
                .into(new ArrayList<>());
    }

    private static String fields(Document event) {
        return new String(event.get("fields", Binary.class).getData(), UTF_8);
    }

    @Test
    void an_event_is_stored_with_its_instants_its_fields_and_its_notes() {
        keep(record(7, event("e-1", "ana", ", \"occurredAt\": \"yesterday\", \"data\": {\"direction\": \"inbound\","
                + " \"a.$b\": 1}, \"lead\": {\"phone\": true}")));

        assertThat(kept()).singleElement().satisfies(event -> {
            assertThat(event).containsEntry("organizationId", "acme").containsEntry("leadId", "ana")
                    .containsEntry("eventId", "e-1").containsEntry("type", "message.received")
                    .containsEntry("at", Date.from(NOON.plusSeconds(7))).containsEntry("sequence", 7L)
                    .containsEntry("occurredAt", null)
                    .containsEntry("notes", List.of(
                            new Document("note", "OCCURRED_AT_IGNORED").append("field", "occurredAt"),
                            new Document("note", "ATTRIBUTE_IGNORED").append("field", "lead.phone")));
            assertThat(fields(event)).isEqualTo(
                    "{\"data\":{\"direction\":\"inbound\",\"a.$b\":1},\"lead\":{\"phone\":true}}");
        });
    }

    @Test // E5
    void an_event_that_is_repeated_changes_nothing() {
        keep(record(1, event("e-1", "ana", "")), record(2, event("e-1", "ben", "")));
        List<Document> before = kept();

        keep(record(2, event("e-1", "ben", "")), record(3, event("e-1", "ana", ", \"data\": {\"body\": \"x\"}")));

        assertThat(before).hasSize(2);
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void due_timers_and_records_that_cannot_be_read_are_not_stored() {
        LeadEvent due = LeadEvent.timerDue(new LeadKey("acme", "ana"), new DueTimer("a", 1, 1, NOON));

        keep(record(1, JsonCodec.write(due.toJson())), record(2, null), record(3, new byte[0]),
                record(4, "no json".getBytes(UTF_8)), record(5, "{}".getBytes(UTF_8)),
                record(6, event("e-1", "ana", "")));

        assertThat(kept()).extracting(event -> event.get("eventId")).containsExactly("e-1");
    }

    @Test // E10
    void a_deletion_removes_what_the_leads_events_contained_up_to_its_instant() {
        keep(record(1, event("e-1", "ana", ", \"data\": {\"body\": \"Hi\"}")),
                record(2, event("e-2", "ana", "")), record(3, event("e-3", "ana", "")),
                record(1, event("e-4", "ben", "")));

        new MongoLeadChanges(store.database())
                .make(List.of(new LeadChange.Erase(new LeadKey("acme", "ana"), NOON.plusSeconds(2))));

        assertThat(kept()).filteredOn(event -> !event.containsKey("fields"))
                .extracting(event -> event.get("eventId")).containsExactly("e-1", "e-2");
    }

    @Test // E10
    void an_event_that_is_stored_after_its_leads_deletion_is_stored_without_its_fields() {
        deleted(NOON.plusSeconds(1));

        keep(record(1, event("e-1", "ana", "")), record(2, event("e-2", "ana", "")));

        assertThat(kept()).extracting(event -> event.containsKey("fields")).containsExactly(false, true);
    }

    @Test // E10
    void an_event_that_occurred_before_its_leads_deletion_and_comes_later_is_stored_without_its_fields() {
        deleted(NOON.plusSeconds(1));

        keep(record(2, event("e-2", "ana", ", \"occurredAt\": \"2026-04-22T12:00:01Z\"")),
                record(3, event("e-3", "ana", ", \"occurredAt\": \"2026-04-22T12:00:02Z\"")));

        assertThat(kept()).extracting(event -> event.containsKey("fields")).containsExactly(false, true);
    }

    @Test // E10
    void a_deletion_removes_late_events_that_history_has_stored_before_the_engine_deletes() {
        keep(record(2, event("e-2", "ana", ", \"occurredAt\": \"2026-04-22T12:00:01Z\"")), record(3,
                event("e-3", "ana", "")));
        deleted(NOON.plusSeconds(1));

        new MongoLeadChanges(store.database())
                .make(List.of(new LeadChange.Erase(new LeadKey("acme", "ana"), NOON.plusSeconds(1))));

        assertThat(kept()).extracting(event -> event.containsKey("fields")).containsExactly(false, true);
    }

    private static void deleted(Instant at) {
        Lead lead = new Lead(new LeadKey("acme", "ana"), null, at, Map.of(), null, Lead.StatusHistory.NONE,
                Conversation.NONE, Map.of(), Collections.emptySortedMap(), EventMemory.NONE,
                Collections.emptySortedMap(), new Removal(at, at, null));
        store.database().getCollection("leads", RawBsonDocument.class)
                .insertOne(LeadDocumentWriter.of(new StoredLead(lead, new Position(0, 1), List.of())));
    }
}
