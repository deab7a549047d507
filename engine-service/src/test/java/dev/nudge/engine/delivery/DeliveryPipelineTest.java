package dev.nudge.engine.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.nudge.Topics;
import dev.nudge.address.AddressKind;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentWriter;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import dev.nudge.message.MessageState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
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
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every message is sent and reported to its lead once, however often its command is delivered. */
@ExtendWith(OutputCaptureExtension.class)
class DeliveryPipelineTest {

    /** A list of this many integers makes a document larger than the database accepts. */
    private static final int TOO_MANY = 1_500_000;

    @TempDir
    static Path directory;
    static TestStore store;

    private final SettableClock clock = new SettableClock();
    private final LogInMemory log = new LogInMemory(2, clock, step -> {});
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DeliveryPipeline delivery;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void without_messages() {
        store.database().getCollection("messages").deleteMany(new Document());
        store.database().getCollection("leads").deleteMany(new Document());
        store.database().getCollection("suppressions").deleteMany(new Document());
        delivery = pipeline(store.database());
        delivery.createIndexes(Duration.ofDays(90));
    }

    private DeliveryPipeline pipeline(MongoDatabase database) {
        return DeliveryFixture.withLog(database, log, new EngineMetrics(meters), clock);
    }

    /** The engine is killed, and another one takes over when its attempts count as broken off. */
    private void crash() {
        delivery = pipeline(store.database());
        clock.advance(Duration.ofSeconds(30));
    }

    private static byte[] message(String id, String recipientKind) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("organizationId", "acme");
        json.put("automationId", "follow-up");
        json.put("leadId", "ana");
        json.put("run", 1);
        json.put("followUp", 1);
        json.put("recipientKind", recipientKind);
        json.put("channel", "sms");
        json.put("to", "+14155550100");
        json.put("text", "Hi Ana");
        json.put("firedAt", "2026-04-22T09:59:59.000Z");
        json.put("notAfter", null);
        return JsonCodec.write(json);
    }

    /** As the API appends it when a person requests another attempt. */
    private static byte[] retry(String id, String recipientKind, int attempt) {
        Map<String, @Nullable Object> json = JsonCodec.readObject(message(id, recipientKind)).orThrow();
        json.put("attempt", attempt);
        return JsonCodec.write(json);
    }

    /** As if the provider had not accepted the message. */
    private static void standsAt(String id, Bson change) {
        store.database().getCollection("messages").updateOne(Filters.eq("_id", id), change);
    }

    private Document keptAs(String id) {
        return kept().stream().filter(document -> id.equals(document.getString("_id"))).findFirst().orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, value);
    }

    private void deliver(byte[]... messages) {
        DeliveryFixture.deliver(delivery, Arrays.stream(messages).map(DeliveryPipelineTest::record).toList());
    }

    private static List<Document> kept() {
        return store.database().getCollection("messages").find().into(new ArrayList<>());
    }

    private Lead withConsent(AddressKind kind, boolean optedOut) {
        return lead(Map.of(kind, new Consent(optedOut, clock.instant(), null)), null);
    }

    private Lead lead(Map<AddressKind, Consent> consents, @Nullable Removal removal) {
        return new Lead(new LeadKey("acme", "ana"), removal == null ? clock.instant() : null, clock.instant(), Map.of(),
                null, Lead.StatusHistory.NONE, Conversation.NONE, consents, Collections.emptySortedMap(),
                EventMemory.NONE, Collections.emptySortedMap(), removal);
    }

    private static void known(Lead lead) {
        store.database().getCollection("leads", RawBsonDocument.class)
                .insertOne(LeadDocumentWriter.of(new StoredLead(lead, new Position(0, 1), List.of())));
    }

    private double sent() {
        return meters.get("nudge.messages").tag("state", "sent").counter().count();
    }

    @Test // G4
    void a_message_is_stored_as_sent_and_reported_to_its_lead_with_an_event() {
        deliver(message("m-1", "lead"));

        assertThat(kept()).singleElement().satisfies(document -> assertThat(document).containsEntry("_id", "m-1")
                .containsEntry("state", "SENT").containsEntry("sentAt", Date.from(clock.instant()))
                .containsEntry("firedAt", Date.from(Instant.parse("2026-04-22T09:59:59Z")))
                .containsEntry("text", "Hi Ana"));
        OutboundRecord record = log.records(Topics.LEAD_EVENTS).getFirst();
        assertThat(record.key()).asString(UTF_8).isEqualTo("ana");
        assertThat(record.partition()).as("by its key").isNull();
        LeadEvent event = LeadEventReader.read(log.json(Topics.LEAD_EVENTS).getFirst()).orThrow();
        assertThat(event).isEqualTo(new LeadEvent("sent-m-1", LeadEvent.MESSAGE_SENT, new LeadKey("acme", "ana"),
                clock.instant(), Map.of("origin", "automation", "channel", "sms", "messageId", "m-1", "automationId",
                        "follow-up"),
                Map.of()));
        assertThat(event.isOwnMessage()).isTrue();
    }

    @Test // F6, G2
    void a_message_without_a_text_fails_without_an_attempt_even_if_it_is_retried() {
        byte[] command = failed(message("m-1", "lead"));
        deliver(command, message("m-2", "lead"), failed(message("m-3", "user")));
        deliver(command, failed(retry("m-1", "lead", 1)));

        assertThat(keptAs("m-1")).containsEntry("state", "FAILED").containsEntry("reason", "TEMPLATE_TOO_LARGE")
                .containsEntry("attempt", 1).doesNotContainKey("sentAt");
        assertThat(keptAs("m-3")).containsEntry("state", "FAILED").containsEntry("reason", "TEMPLATE_TOO_LARGE");
        assertThat(keptAs("m-2")).containsEntry("state", "SENT").doesNotContainKey("reason");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-2");
        assertThat(meters.get("nudge.messages").tag("state", "failed").counter().count()).isEqualTo(3);
    }

    private static byte[] failed(byte[] command) {
        Map<String, @Nullable Object> json = JsonCodec.readObject(command).orThrow();
        json.remove("text");
        json.put("failure", "TEMPLATE_TOO_LARGE");
        return JsonCodec.write(json);
    }

    @Test // invariant 3
    void a_redelivered_command_sends_nothing_again() {
        deliver(message("m-1", "lead"), message("m-1", "lead"));
        deliver(message("m-1", "lead"), message("m-2", "lead"));

        assertThat(kept()).extracting(document -> document.get("_id")).containsExactlyInAnyOrder("m-1", "m-2");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1", "sent-m-2");
        assertThat(sent()).isEqualTo(2);
    }

    @Test // F2, G4
    void a_message_to_a_user_is_not_reported_as_a_message_to_the_lead() {
        deliver(message("m-1", "user"));

        assertThat(kept()).hasSize(1);
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @Test // invariant 3, G4
    void a_message_is_stored_as_sent_before_its_event_is_appended() {
        log.failFor(record -> true);
        assertThatThrownBy(() -> deliver(message("m-1", "lead"))).isInstanceOf(CompletionException.class);
        assertThat(keptAs("m-1")).as("its event is missing").containsEntry("state", "SENT")
                .containsKey("nextAttemptAt");
        log.becomeAvailable();

        deliver();

        assertThat(keptAs("m-1")).containsEntry("state", "SENT").doesNotContainKey("nextAttemptAt");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
        assertThat(sent()).isEqualTo(1);
    }

    @Test // invariant 3, G4
    void an_event_that_a_crash_prevented_is_appended_by_the_next_engine_with_the_instant_of_sending() {
        Instant sentAt = clock.instant();
        log.failFor(record -> true);
        assertThatThrownBy(() -> deliver(message("m-1", "lead"))).isInstanceOf(CompletionException.class);
        log.becomeAvailable();
        crash();

        deliver();

        assertThat(keptAs("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 1)
                .doesNotContainKey("nextAttemptAt");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
        assertThat(LeadEventReader.read(log.json(Topics.LEAD_EVENTS).getFirst()).orThrow().occurredAt())
                .isEqualTo(sentAt);
    }

    /** Delivery that runs an action before each update of messages. */
    private DeliveryPipeline beforeUpdates(Runnable action) {
        return pipeline(store.database(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("update")) {
                    action.run();
                }
            }
        }));
    }

    @Test // G2
    void a_batch_is_stored_in_each_state_by_one_bulk_write() {
        List<List<Object>> states = new ArrayList<>();
        DeliveryPipeline watched = beforeUpdates(
                () -> states.add(kept().stream().map(message -> message.get("state")).toList()));

        DeliveryFixture.deliver(watched, List.of(record(message("m-2", "lead")), record(message("m-3", "user")),
                record(message("m-1", "lead"))));

        assertThat(states).containsExactly(List.of("QUEUED", "QUEUED", "QUEUED"),
                List.of("SENDING", "SENDING", "SENDING"), List.of("SENT", "SENT", "SENT"));
        assertThat(kept()).hasSize(3).allSatisfy(message -> assertThat(message).containsEntry("state", "SENT"));
        assertThat(log.ids(Topics.LEAD_EVENTS)).as("due at the same instant: by id").containsExactly("sent-m-1",
                "sent-m-2");
    }

    @Test // invariant 3, G2
    void a_queued_message_is_sent_once_when_its_command_is_redelivered_after_a_crash() {
        deliver(message("m-1", "lead"));
        log.clearPublished();
        standsAt("m-1",
                Updates.combine(Updates.set("state", "QUEUED"), Updates.set("attempt", 0), Updates.unset("sentAt")));

        deliver(message("m-1", "lead"), message("m-1", "lead"), message("m-2", "lead"));
        deliver(message("m-1", "lead"), message("m-2", "lead"));

        assertThat(kept()).hasSize(2).allSatisfy(message -> assertThat(message).containsEntry("state", "SENT")
                .containsEntry("attempt", 1).containsEntry("sentAt", Date.from(clock.instant())));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactlyInAnyOrder("sent-m-1", "sent-m-2");
    }

    @Test // F5, F6, G2
    void a_queued_message_that_must_not_be_sent_after_a_crash_is_ended_without_an_attempt() {
        deliver(message("m-1", "lead"), message("m-2", "lead"), message("m-3", "user"));
        log.clearPublished();
        standsAt("m-1", Updates.combine(Updates.set("state", "QUEUED"),
                Updates.set("notAfter", Date.from(clock.instant()))));
        standsAt("m-2", Updates.set("state", "QUEUED"));
        standsAt("m-3", Updates.combine(Updates.set("state", "QUEUED"), Updates.set("failure", "TEMPLATE_INVALID")));
        known(withConsent(AddressKind.PHONE, true));

        deliver(message("m-1", "lead"), message("m-2", "lead"), message("m-3", "user"));

        assertThat(keptAs("m-1")).containsEntry("state", "EXPIRED");
        assertThat(keptAs("m-2")).containsEntry("state", "OPTED_OUT");
        assertThat(keptAs("m-3")).containsEntry("state", "FAILED").containsEntry("reason", "TEMPLATE_INVALID");
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @ParameterizedTest // G1, G2
    @EnumSource(value = MessageState.class, names = {"QUEUED", "SENDING"}, mode = EnumSource.Mode.EXCLUDE)
    void a_message_that_another_engine_has_ended_meanwhile_is_not_sent(MessageState state) {
        DeliveryPipeline late = beforeUpdates(() -> store.database().getCollection("messages")
                .updateOne(Filters.and(Filters.eq("_id", "m-1"), Filters.eq("state", "QUEUED")),
                        Updates.combine(Updates.set("state", state.name()), Updates.unset("nextAttemptAt"))));

        DeliveryFixture.deliver(late, List.of(record(message("m-1", "lead")), record(message("m-2", "lead"))));

        assertThat(keptAs("m-1")).containsEntry("state", state.name());
        assertThat(keptAs("m-2")).containsEntry("state", "SENT");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-2");
    }

    @Test // invariant 5, G2
    void a_queued_message_whose_processing_fails_is_stored_as_failed() {
        deliver(message("m-1", "lead"));
        standsAt("m-1", Updates.set("state", "QUEUED"));

        delivery.setAside(record(message("m-1", "lead")), new ClassCastException("simulated defect"));

        assertThat(keptAs("m-1")).containsEntry("state", "FAILED").extractingByKey("reason").asString()
                .startsWith("Processing the record failed");
    }

    @Test // F5, G2
    void an_attempt_that_was_begun_in_time_and_found_too_late_after_a_crash_has_an_unknown_outcome() {
        Map<String, @Nullable Object> json = JsonCodec.readObject(message("m-1", "lead")).orThrow();
        json.put("notAfter", Json.text(clock.instant().plusSeconds(1)));
        deliver(JsonCodec.write(json));
        standsAt("m-1", Updates.combine(Updates.set("state", "SENDING"), Updates.unset("attempts"),
                Updates.unset("sentAt"), Updates.set("nextAttemptAt", Date.from(clock.instant().plusSeconds(10)))));
        log.clearPublished();
        crash();

        deliver(JsonCodec.write(json));
        clock.advance(Duration.ofMinutes(1));
        deliver(JsonCodec.write(json));

        assertThat(keptAs("m-1")).containsEntry("state", "UNKNOWN").doesNotContainKey("sentAt");
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @ParameterizedTest // G2
    @ValueSource(strings = {"FAILED", "EXPIRED", "UNKNOWN"})
    void repeated_requests_for_the_same_retry_cause_one_attempt(String state) {
        deliver(message("m-1", "lead"), message("m-2", "lead"));
        standsAt("m-1", Updates.set("state", state));
        clock.advance(Duration.ofMinutes(1));

        deliver(retry("m-1", "lead", 2), retry("m-1", "lead", 2), retry("m-1", "lead", 3));
        deliver(retry("m-1", "lead", 2), message("m-1", "lead"));

        assertThat(keptAs("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 2)
                .containsEntry("sentAt", Date.from(clock.instant()));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1", "sent-m-2", "sent-m-1");
        assertThat(sent()).isEqualTo(3);

        standsAt("m-1", Updates.set("state", state));
        deliver(retry("m-1", "lead", 2));
        assertThat(keptAs("m-1")).as("requested before it failed again").containsEntry("state", state);
        deliver(retry("m-1", "lead", 3));
        assertThat(keptAs("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 3);
    }

    @Test
    void a_message_without_a_number_of_attempts_has_had_one() {
        deliver(message("m-1", "lead"));
        standsAt("m-1", Updates.combine(Updates.set("state", "FAILED"), Updates.unset("attempt")));

        deliver(retry("m-1", "lead", 2));

        assertThat(keptAs("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 2);
    }

    @ParameterizedTest // G2
    @EnumSource(value = MessageState.class, names = {"FAILED", "UNKNOWN", "EXPIRED", "QUEUED",
            "SENDING"}, mode = EnumSource.Mode.EXCLUDE)
    void a_message_in_any_other_state_is_not_retried(MessageState state) {
        deliver(message("m-1", "lead"));
        standsAt("m-1", Updates.set("state", state.name()));

        deliver(retry("m-1", "lead", 2), retry("m-unknown", "lead", 2));

        assertThat(kept()).singleElement().satisfies(document -> assertThat(document)
                .containsEntry("state", state.name()).containsEntry("attempt", 1));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // F5
    void a_message_whose_window_closes_before_it_is_sent_expires() {
        Map<String, @Nullable Object> late = JsonCodec.readObject(message("m-1", "lead")).orThrow();
        late.put("notAfter", Json.text(clock.instant()));
        Map<String, @Nullable Object> inTime = JsonCodec.readObject(message("m-2", "lead")).orThrow();
        inTime.put("notAfter", Json.text(clock.instant().plusMillis(1)));

        deliver(JsonCodec.write(late), JsonCodec.write(inTime));

        assertThat(keptAs("m-1")).containsEntry("state", "EXPIRED").containsEntry("attempt", 0)
                .containsEntry("stateAt", Date.from(clock.instant())).doesNotContainKey("sentAt");
        assertThat(keptAs("m-2")).containsEntry("state", "SENT");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-2");
        assertThat(sent()).isEqualTo(1);
    }

    @Test // F4, F5
    void a_message_whose_lead_has_opted_out_since_it_fired_is_not_sent() {
        known(withConsent(AddressKind.PHONE, true));

        deliver(message("m-1", "lead"), message("m-2", "user"));

        assertThat(keptAs("m-1")).containsEntry("state", "OPTED_OUT");
        assertThat(keptAs("m-2")).as("to a user").containsEntry("state", "SENT");
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @Test // F5
    void a_retry_after_the_window_has_closed_ends_the_message() {
        deliver(message("m-1", "lead"));
        standsAt("m-1", Updates.combine(Updates.set("state", "FAILED"),
                Updates.set("notAfter", Date.from(clock.instant()))));

        deliver(retry("m-1", "lead", 2));

        assertThat(keptAs("m-1")).containsEntry("state", "EXPIRED").containsEntry("stateAt",
                Date.from(clock.instant()));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
        assertThat(meters.get("nudge.messages").tag("state", "expired").counter().count()).isEqualTo(1);
    }

    @Test // F4, F5
    void a_retry_after_the_lead_has_opted_out_ends_the_message() {
        deliver(message("m-1", "lead"), message("m-2", "user"));
        known(withConsent(AddressKind.PHONE, true));
        standsAt("m-1", Updates.set("state", "FAILED"));
        standsAt("m-2", Updates.set("state", "FAILED"));

        deliver(retry("m-1", "lead", 2), retry("m-2", "user", 2));

        assertThat(keptAs("m-1")).containsEntry("state", "OPTED_OUT");
        assertThat(keptAs("m-2")).as("to a user").containsEntry("state", "SENT");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test
    void a_command_that_cannot_be_processed_blocks_no_other() {
        DeliveryFixture.deliver(delivery, List.of(record(null), record("no json".getBytes(UTF_8)),
                record("{\"id\": \"m-0\"}".getBytes(UTF_8)), record(message("m-1", "lead"))));

        assertThat(kept()).extracting(document -> document.get("_id")).containsExactly("m-1");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
        assertThat(log.records("message.commands.dlt")).hasSize(3).allSatisfy(letter -> assertThat(letter.headers()
                .get(DeadLetter.REASON)).startsWith("The record is not a message that can be stored. "));
        assertThat(failed("dead_lettered")).isEqualTo(3);
    }

    private double failed(String result) {
        return meters.get("nudge.records.failed").tag("topic", Topics.MESSAGE_COMMANDS).tag("result", result).counter()
                .count();
    }

    /** With isolation, as in the engine. */
    private void deliverInIsolation(byte[]... messages) {
        DeliveryFixture.deliver(delivery, Arrays.stream(messages).map(DeliveryPipelineTest::record).toList());
    }

    @Test // invariant 5, G2
    void a_message_that_cannot_be_stored_is_stored_as_failed_with_its_plain_fields_and_the_others_are_sent() {
        Map<String, @Nullable Object> large = JsonCodec.readObject(message("m-2", "lead")).orThrow();
        large.put("variables", Collections.nCopies(TOO_MANY, 1));

        deliverInIsolation(message("m-1", "lead"), JsonCodec.write(large), message("m-3", "lead"));

        assertThat(keptAs("m-1")).containsEntry("state", "SENT");
        assertThat(keptAs("m-3")).containsEntry("state", "SENT");
        assertThat(keptAs("m-2")).containsEntry("state", "FAILED").containsEntry("attempt", 1)
                .containsEntry("text", "Hi Ana").containsEntry("leadId", "ana").doesNotContainKey("variables")
                .extractingByKey("reason").asString().startsWith("Processing the record failed");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactlyInAnyOrder("sent-m-1", "sent-m-3");
        assertThat(log.records("message.commands.dlt")).singleElement().extracting(OutboundRecord::value)
                .isEqualTo(JsonCodec.write(large));
        assertThat(failed("dead_lettered")).isEqualTo(1);
        assertThat(meters.get("nudge.messages").tag("state", "failed").counter().count()).isEqualTo(1);
    }

    @Test // invariant 5, G2
    void a_sent_message_whose_event_cannot_be_appended_is_stored_as_sent() {
        log.failFor(record -> record.topic().equals(Topics.LEAD_EVENTS)
                && new String(Objects.requireNonNull(record.value()), UTF_8).contains("sent-m-2"),
                () -> new ClassCastException("simulated defect"));

        deliverInIsolation(message("m-1", "lead"), message("m-2", "lead"), message("m-3", "lead"));
        clock.advance(Duration.ofMinutes(1));
        deliverInIsolation();

        assertThat(keptAs("m-1")).containsEntry("state", "SENT");
        assertThat(keptAs("m-2")).containsEntry("state", "SENT").doesNotContainKey("nextAttemptAt");
        assertThat(keptAs("m-3")).containsEntry("state", "SENT");
    }

    @Test // invariant 5
    void no_message_fails_during_an_outage() {
        log.becomeUnavailable();
        assertThatThrownBy(() -> deliverInIsolation(message("m-1", "lead"), message("m-2", "lead")))
                .isInstanceOf(CompletionException.class);
        log.becomeAvailable();
        assertThat(log.records("message.commands.dlt")).isEmpty();
        deliverInIsolation(message("m-1", "lead"), message("m-2", "lead"));
        assertThat(kept()).hasSize(2).allSatisfy(message -> assertThat(message).containsEntry("state", "SENT"));
    }

    /** The database without an answer to the first {@code updateMany} of messages, which it has executed. */
    private static MongoDatabase withoutAnswer(MongoDatabase database) {
        MongoCollection<Document> messages = database.getCollection("messages");
        AtomicBoolean answers = new AtomicBoolean();
        Object withoutAnswer = Proxy.newProxyInstance(MongoCollection.class.getClassLoader(),
                new Class<?>[]{MongoCollection.class}, (_, method, arguments) -> {
                    Object answer = method.invoke(messages, arguments);
                    if (method.getName().equals("updateMany") && !answers.getAndSet(true)) {
                        throw new MongoTimeoutException("simulated");
                    }
                    return answer;
                });
        return (MongoDatabase) Proxy.newProxyInstance(MongoDatabase.class.getClassLoader(),
                new Class<?>[]{MongoDatabase.class}, (_, method, arguments) -> method.getName().equals("getCollection")
                        && arguments.length == 1 && arguments[0].equals("messages")
                                ? withoutAnswer
                                : method.invoke(database, arguments));
    }

    @Test // G2
    void a_message_whose_claim_the_database_did_not_confirm_is_sent_later() {
        delivery = pipeline(withoutAnswer(store.database()));

        assertThatThrownBy(() -> deliver(message("m-1", "lead"))).isInstanceOf(MongoTimeoutException.class);
        assertThat(keptAs("m-1")).containsEntry("state", "SENDING");
        clock.advance(Duration.ofSeconds(30));
        deliver(); // finds that the message does not wait any more, and reads it
        deliver();
        deliver();

        assertThat(keptAs("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 1)
                .doesNotContainKey("providerCode").extractingByKey("attempts").asInstanceOf(
                        InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void logged_values_cannot_add_lines_to_the_log(CapturedOutput output) {
        Map<String, @Nullable Object> message = JsonCodec.readObject(message("m-1", "lead")).orThrow();
        message.put("automationId", "a\r\n12:00:00.000 ERROR forged\u001b[31m\u0085\u2028\u202e");
        deliver(JsonCodec.write(message));
        assertThat(output.getOut().lines().filter(line -> line.contains("m-1"))).singleElement().asString()
                .contains("automation a\\r\\n12:00:00.000 ERROR forged\\u001b[31m\\u0085\\u2028\\u202e, run 1");
    }
}
