package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.Topics;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.lead.MongoLeadChanges;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Suppression;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** Nothing is sent to suppressed addresses (F4, F5) and to deleted leads (E10). */
class SuppressedAndDeletedTest {

    private static final String PHONE = "+14155550100";
    private static final String OTHER_PHONE = "+14155550101";

    @TempDir
    static Path directory;
    static TestStore store;

    private final SettableClock clock = new SettableClock();
    private final LogInMemory log = new LogInMemory(2, clock, step -> {});
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(meters);
    private DeliveryPipeline delivery;
    private Suppressions list;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void without_documents() {
        List.of("messages", "leads", "suppressions")
                .forEach(collection -> store.database().getCollection(collection).deleteMany(new Document()));
        delivery = DeliveryFixture.withLog(store.database(), log, metrics, clock);
        list = new Suppressions(store.database());
    }

    private static byte[] message(String id, String leadId, String recipientKind, String channel, String to) {
        return message(id, leadId, recipientKind, channel, to, Instant.parse("2026-04-22T09:59:59Z"));
    }

    private static byte[] message(String id, String leadId, String recipientKind, String channel, String to,
            Instant firedAt) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("organizationId", "acme");
        json.put("automationId", "follow-up");
        json.put("leadId", leadId);
        json.put("recipientKind", recipientKind);
        json.put("channel", channel);
        json.put("to", to);
        json.put("subject", "For Ana");
        json.put("text", "Hi Ana");
        json.put("contentVariables", Map.of("1", "Ana"));
        json.put("variables", Map.of("firstName", "Ana"));
        json.put("firedAt", Json.text(firedAt));
        return JsonCodec.write(json);
    }

    private static byte[] sms(String id, String leadId) {
        return message(id, leadId, "lead", "sms", PHONE);
    }

    private void deliver(byte[]... messages) {
        DeliveryFixture.deliver(delivery, Arrays.stream(messages)
                .map(message -> new ConsumerRecord<byte[], byte[]>(Topics.MESSAGE_COMMANDS, 0, 0, null, message))
                .toList());
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] message) {
        return new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, message);
    }

    private static Document kept(String id) {
        return Objects.requireNonNull(
                store.database().getCollection("messages").find(Filters.eq("_id", id)).first(), id);
    }

    private static void set(String id, String state) {
        store.database().getCollection("messages").updateOne(Filters.eq("_id", id), Updates.set("state", state));
    }

    private void suppress(AddressKind kind, String address, boolean suppressed) {
        list.record("acme", new Suppression(Address.of(kind, address, null).orElseThrow(), suppressed,
                clock.instant(), null), Source.LEAD);
    }

    private double count(String state) {
        return meters.get("nudge.messages").tag("state", state).counters().stream().mapToDouble(Counter::count).sum();
    }

    // ---- suppressed addresses

    @Test // F4, F5
    void two_leads_and_a_user_with_a_suppressed_number_are_not_sent_to() {
        suppress(AddressKind.PHONE, PHONE, true);

        deliver(sms("m-1", "ana"), sms("m-2", "ben"), message("m-3", "cleo", "user", "sms", PHONE),
                message("m-4", "ana", "lead", "whatsapp", PHONE), message("m-5", "dora", "lead", "sms", OTHER_PHONE));

        assertThat(List.of("m-1", "m-2", "m-3", "m-4")).allSatisfy(
                id -> assertThat(kept(id)).containsEntry("state", "OPTED_OUT").doesNotContainKey("sentAt"));
        assertThat(kept("m-5")).containsEntry("state", "SENT");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-5");
        assertThat(count("opted_out")).isEqualTo(4);
    }

    @Test // F1, F4
    void email_addresses_are_compared_in_lower_case() {
        suppress(AddressKind.EMAIL, "ana@example.com", true);

        deliver(message("m-1", "ana", "lead", "email", "Ana@Example.COM"), sms("m-2", "ana"));

        assertThat(kept("m-1")).containsEntry("state", "OPTED_OUT");
        assertThat(kept("m-2")).as("another kind of address").containsEntry("state", "SENT");
    }

    @Test // F4
    void the_list_does_not_apply_to_the_webhook() {
        suppress(AddressKind.PHONE, PHONE, true);

        deliver(message("m-1", "ana", "lead", "webhook", "https://example.com/hook"));

        assertThat(kept("m-1")).containsEntry("state", "SENT");
    }

    @Test // F4
    void an_address_that_was_taken_off_the_list_is_sent_to() {
        suppress(AddressKind.PHONE, PHONE, true);
        clock.advance(Duration.ofSeconds(1));
        suppress(AddressKind.PHONE, PHONE, false);

        deliver(sms("m-1", "ana"));

        assertThat(kept("m-1")).containsEntry("state", "SENT");
    }

    @Test // F5
    void the_list_is_read_before_each_attempt() {
        deliver(sms("m-1", "ana"), sms("m-2", "ana"));
        set("m-1", "FAILED");
        set("m-2", "QUEUED");
        suppress(AddressKind.PHONE, PHONE, true);
        Map<String, @Nullable Object> retry = JsonCodec.readObject(sms("m-1", "ana")).orThrow();
        retry.put("attempt", 2);

        deliver(JsonCodec.write(retry), sms("m-2", "ana"));

        assertThat(kept("m-1")).containsEntry("state", "OPTED_OUT");
        assertThat(kept("m-2")).containsEntry("state", "OPTED_OUT");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1", "sent-m-2");
    }

    @Test // F4, F5
    void an_opt_out_in_a_lead_document_of_version_1_counts() {
        store.database().getCollection("leads").insertOne(new Document("_id", "acme:ana")
                .append("organizationId", "acme").append("leadId", "ana").append("lastNow", Date.from(clock.instant()))
                .append("createdAt", Date.from(clock.instant()))
                .append("optOuts", new Document("whatsapp", new Document("at", Date.from(clock.instant())))));

        deliver(sms("m-1", "ana"));

        assertThat(kept("m-1")).containsEntry("state", "OPTED_OUT");
    }

    // ---- deleted leads

    private void deleted(String leadId) {
        Lead lead = new Lead(new LeadKey("acme", leadId), null, clock.instant(), Map.of(), null,
                Lead.StatusHistory.NONE, Conversation.NONE, Map.of(), Collections.emptySortedMap(), EventMemory.NONE,
                Collections.emptySortedMap(), new Removal(clock.instant(), clock.instant(), null));
        store.database().getCollection("leads", RawBsonDocument.class)
                .insertOne(LeadDocumentWriter.of(new StoredLead(lead, new Position(0, 1), List.of())));
    }

    private static void assertErased(String id) {
        assertThat(kept(id)).doesNotContainKeys("to", "text", "subject", "variables", "contentVariables")
                .containsEntry("leadId", "ana")
                .containsEntry("automationId", "follow-up").containsKey("firedAt");
    }

    @Test // E10
    void messages_that_were_not_handed_over_fail_and_personal_data_of_all_messages_is_removed() {
        deliver(sms("m-1", "ana"), sms("m-2", "ana"), sms("m-3", "ben"), message("m-4", "ana", "user", "sms", PHONE));
        set("m-1", "QUEUED");

        new MongoLeadChanges(store.database())
                .make(List.of(new LeadChange.Erase(new LeadKey("acme", "ana"), clock.instant())));

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("reason", "LEAD_DELETED")
                .containsEntry("stateAt", Date.from(clock.instant()));
        assertThat(kept("m-2")).containsEntry("state", "SENT").doesNotContainKey("reason");
        assertErased("m-1");
        assertErased("m-2");
        assertErased("m-4");
        assertThat(kept("m-3")).containsEntry("to", PHONE).containsEntry("text", "Hi Ana");
    }

    @Test // E10
    void a_message_that_arrives_after_the_deletion_fails_without_an_attempt_and_without_personal_data() {
        deleted("ana");

        deliver(sms("m-1", "ana"), message("m-2", "ana", "user", "sms", OTHER_PHONE), sms("m-3", "ben"));

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("reason", "LEAD_DELETED");
        assertThat(kept("m-2")).containsEntry("state", "FAILED").containsEntry("reason", "LEAD_DELETED");
        assertErased("m-1");
        assertErased("m-2");
        assertThat(kept("m-3")).containsEntry("state", "SENT").containsEntry("text", "Hi Ana");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-3");
        assertThat(count("failed")).isEqualTo(2);
    }

    @Test // E10, G2
    void a_queued_message_and_a_retry_of_a_deleted_lead_fail() {
        deliver(sms("m-1", "ana"), sms("m-2", "ana"));
        set("m-1", "QUEUED");
        set("m-2", "FAILED");
        deleted("ana");
        Map<String, @Nullable Object> retry = JsonCodec.readObject(sms("m-2", "ana")).orThrow();
        retry.put("attempt", 2);

        deliver(sms("m-1", "ana"), JsonCodec.write(retry));

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("reason", "LEAD_DELETED");
        assertThat(kept("m-2")).containsEntry("state", "FAILED").containsEntry("reason", "LEAD_DELETED");
        assertThat(log.ids(Topics.LEAD_EVENTS)).as("of the first delivery").containsExactly("sent-m-1", "sent-m-2");
    }

    @Test // E10
    void a_message_of_a_lead_that_was_created_again_is_sent() {
        deleted("ana");

        deliver(message("m-1", "ana", "lead", "sms", PHONE, clock.instant().plusMillis(1)));

        assertThat(kept("m-1")).containsEntry("state", "SENT").containsEntry("text", "Hi Ana");
    }

    @Test // invariant 5
    void a_lead_whose_deletion_cannot_be_read_blocks_no_message_of_others_and_its_own_fail() {
        deleted("ana");
        store.database().getCollection("leads").updateOne(Filters.eq("leadId", "ana"),
                Updates.set("removal.occurredAt", "noon"));

        DeliveryFixture.deliver(delivery, List.of(record(sms("m-1", "ana")), record(sms("m-2", "ben"))));

        assertThat(kept("m-1")).containsEntry("state", "FAILED");
        assertThat(kept("m-2")).containsEntry("state", "SENT");
    }

    @Test // E10, invariant 5
    void a_message_of_a_deleted_lead_whose_processing_fails_is_stored_without_personal_data() {
        deleted("ana");

        delivery.setAside(new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, sms("m-1", "ana")),
                new ClassCastException("simulated defect"));

        assertThat(kept("m-1")).containsEntry("state", "FAILED");
        assertErased("m-1");
    }
}
