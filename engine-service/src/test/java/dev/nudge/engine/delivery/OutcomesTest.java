package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.automation.Channel;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.LookUpResult;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.message.MessageState;
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
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What follows from each answer of a provider (G1 to G3). */
class OutcomesTest {

    private static final SendResult REFUSED_FOR_NOW = new SendResult.Rejected("CONNECTION", "Refused",
            SendResult.Cause.TEMPORARY);
    private static final SendResult REFUSED_ACCOUNT = new SendResult.Rejected("401", "Wrong token",
            SendResult.Cause.PROVIDER);
    private static final SendResult BAD_NUMBER = new SendResult.Rejected("21211", "No such number",
            SendResult.Cause.RECIPIENT);
    private static final SendResult BROKEN_OFF = new SendResult.Unknown("TIMEOUT", "No answer");

    @TempDir
    static Path directory;
    static TestStore store;

    private final SettableClock clock = new SettableClock();
    private final LogInMemory log = new LogInMemory(1, clock, step -> {});
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScriptedProvider first = new ScriptedProvider();
    private final ScriptedProvider second = new ScriptedProvider();

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
        List.of("messages", "leads", "suppressions", "goneWebhooks")
                .forEach(collection -> store.database().getCollection(collection).deleteMany(new Document()));
    }

    private DeliveryPipeline sendingWith(String... names) {
        return pipeline(DeliveryFixture.PACE, names);
    }

    private DeliveryPipeline pipeline(ProviderSettings.Pace pace, String... names) {
        Map<String, MessageProvider> providers = Map.of("first", first, "second", second);
        Map<String, ProviderSettings> settings = Map.of("first", new ProviderSettings.Webhook("first", pace, List::of,
                false, false), "second", new ProviderSettings.Webhook("second", pace, List::of, false, false));
        return DeliveryFixture.with(providers, settings, List.of(names), store.database(), log,
                new EngineMetrics(meters), clock);
    }

    private ConsumerRecord<byte[], byte[]> command(String id, @Nullable Instant notAfter) {
        return command(id, clock.instant(), notAfter);
    }

    private static ConsumerRecord<byte[], byte[]> command(String id, Instant firedAt, @Nullable Instant notAfter) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("organizationId", "acme");
        json.put("automationId", "follow-up");
        json.put("leadId", "ana");
        json.put("recipientKind", "lead");
        json.put("channel", "sms");
        json.put("to", "+14155550100");
        json.put("text", "Hi Ana");
        json.put("firedAt", Json.text(firedAt));
        json.put("notAfter", notAfter == null ? null : Json.text(notAfter));
        return new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, JsonCodec.write(json));
    }

    private void deliver(DeliveryPipeline pipeline, String... ids) {
        DeliveryFixture.deliver(pipeline, Arrays.stream(ids).map(id -> command(id, null)).toList());
    }

    private void later(DeliveryPipeline pipeline, Duration time) {
        clock.advance(time);
        DeliveryFixture.run(pipeline);
    }

    private static Document kept(String id) {
        return Objects.requireNonNull(
                store.database().getCollection("messages").find(Filters.eq("_id", id)).first(), id);
    }

    private static List<String> results(String id) {
        return Attempt.history(kept(id)).stream()
                .map(attempt -> attempt.getString("provider") + " " + attempt.getString("result")).toList();
    }

    @Test // G2, G4
    void an_accepted_message_is_sent_with_the_providers_id_and_segments() {
        deliver(sendingWith("first"), "m-1");

        assertThat(kept("m-1")).containsEntry("state", "SENT").containsEntry("provider", "first")
                .containsEntry("providerId", "sid-m-1").containsEntry("segments", 1)
                .containsEntry("sentAt", Date.from(clock.instant())).doesNotContainKeys("nextAttemptAt", "reason");
        assertThat(results("m-1")).containsExactly("first ACCEPTED");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G3: "permanent ones are not retried"
    void a_refusal_about_the_recipient_fails_the_message_at_once() {
        first.answers(BAD_NUMBER);
        DeliveryPipeline pipeline = sendingWith("first", "second");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofHours(2));

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("providerCode", "21211")
                .containsEntry("reason", "No such number").containsEntry("attempt", 1);
        assertThat(second.given()).as("no other provider could serve it").isEmpty();
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @Test // G3
    void a_temporary_refusal_is_retried_with_backoff_until_it_succeeds() {
        first.answers(REFUSED_FOR_NOW, REFUSED_FOR_NOW);
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        assertThat(kept("m-1")).containsEntry("state", "QUEUED").containsEntry("providerCode", "CONNECTION");
        later(pipeline, Duration.ofSeconds(3));
        assertThat(first.given()).as("the first wait is 4 to 6 seconds").hasSize(1);
        later(pipeline, Duration.ofSeconds(4));
        assertThat(first.given()).hasSize(2);
        later(pipeline, Duration.ofSeconds(13));

        assertThat(kept("m-1")).containsEntry("state", "SENT").containsEntry("attempt", 3);
        assertThat(results("m-1")).containsExactly("first REJECTED", "first REJECTED", "first ACCEPTED");
    }

    @Test // G3: "at most maxAttempts"
    void a_message_that_is_refused_as_often_as_permitted_fails() {
        first.answers(REFUSED_FOR_NOW, REFUSED_FOR_NOW, REFUSED_FOR_NOW);
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        IntStream.range(0, 5).forEach(_ -> later(pipeline, Duration.ofMinutes(10)));

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("providerCode", "CONNECTION")
                .containsEntry("attempt", 3);
        assertThat(first.given()).hasSize(3);
    }

    @Test // F5
    void a_message_whose_window_closes_while_it_waits_expires() {
        first.answers(REFUSED_FOR_NOW);
        DeliveryPipeline pipeline = sendingWith("first");

        DeliveryFixture.deliver(pipeline, List.of(command("m-1", clock.instant().plusSeconds(2))));
        later(pipeline, Duration.ofSeconds(30));

        assertThat(kept("m-1")).containsEntry("state", "EXPIRED").doesNotContainKey("sentAt");
        assertThat(first.given()).hasSize(1);
    }

    @Test // G3: "only after a definite refusal"
    void a_refusal_about_the_account_sends_the_message_to_the_next_provider_at_once() {
        first.answers(REFUSED_ACCOUNT);

        deliver(sendingWith("first", "second"), "m-1");

        assertThat(kept("m-1")).containsEntry("state", "SENT").containsEntry("provider", "second");
        assertThat(results("m-1")).containsExactly("first REJECTED", "second ACCEPTED");
    }

    @Test // G3
    void a_message_that_no_provider_can_serve_fails() {
        first.answers(REFUSED_ACCOUNT);
        second.answers(REFUSED_ACCOUNT);

        deliver(sendingWith("first", "second"), "m-1");

        assertThat(kept("m-1")).containsEntry("state", "FAILED").containsEntry("providerCode", "401");
    }

    @Test // G3
    void after_all_providers_have_refused_for_now_or_for_good_the_former_is_asked_again() {
        first.answers(REFUSED_FOR_NOW);
        second.answers(REFUSED_ACCOUNT);
        DeliveryPipeline pipeline = sendingWith("first", "second");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofMinutes(1));

        assertThat(results("m-1")).containsExactly("first REJECTED", "second REJECTED", "first ACCEPTED");
    }

    @Test // G2: "UNKNOWN is never resent by itself and never failed over"
    void an_unknown_result_is_neither_repeated_nor_failed_over() {
        first.answers(BROKEN_OFF);
        DeliveryPipeline pipeline = sendingWith("first", "second");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofHours(30));

        assertThat(kept("m-1")).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "TIMEOUT")
                .containsEntry("reason", "No answer").doesNotContainKey("nextAttemptAt");
        assertThat(first.given()).hasSize(1);
        assertThat(second.given()).isEmpty();
    }

    @Test // G1
    void an_unknown_result_is_repeated_at_a_provider_that_recognises_the_message() {
        first.answers(BROKEN_OFF).thatRecognisesRepeats();
        DeliveryPipeline pipeline = sendingWith("first", "second");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofMinutes(1));

        assertThat(kept("m-1")).containsEntry("state", "SENT");
        assertThat(first.given()).containsExactly("m-1", "m-1");
        assertThat(second.given()).isEmpty();
    }

    @Test // G2
    void a_look_up_that_finds_the_message_resolves_it_as_sent() {
        first.answers(BROKEN_OFF).findsOnLookUp(new LookUpResult.Unavailable("503"),
                new LookUpResult.Found(new SendResult.Accepted("sid-7", 2), null));
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofSeconds(29));
        assertThat(kept("m-1")).containsEntry("state", "UNKNOWN");
        later(pipeline, Duration.ofSeconds(1));
        assertThat(kept("m-1")).as("not available").containsEntry("state", "UNKNOWN");
        later(pipeline, Duration.ofMinutes(1));

        assertThat(kept("m-1")).containsEntry("state", "SENT").containsEntry("providerId", "sid-7")
                .containsEntry("segments", 2).doesNotContainKeys("reason", "nextAttemptAt");
        assertThat(Attempt.history(kept("m-1"))).singleElement()
                .satisfies(attempt -> assertThat(attempt).containsEntry("lookUp", "FOUND"));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G2
    void a_message_of_the_provider_resolves_only_one_of_two_with_the_same_recipient_and_text() {
        first.answers(BROKEN_OFF, BROKEN_OFF)
                .findsOnLookUp(new LookUpResult.Found(new SendResult.Accepted("sid-7", 1), null));
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        deliver(pipeline, "m-2");
        later(pipeline, Duration.ofSeconds(30));
        assertThat(kept("m-1")).containsEntry("state", "SENT");
        assertThat(kept("m-2")).as("the result of m-1 was not stored yet").containsEntry("state", "UNKNOWN");
        assertThat(Attempt.history(kept("m-2")).getLast()).containsEntry("lookUp", "AMBIGUOUS");
        later(pipeline, Duration.ofMinutes(1));

        assertThat(kept("m-2")).containsEntry("state", "FAILED");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G2: "never resent by itself"
    void a_look_up_that_does_not_find_the_message_fails_it() {
        first.answers(BROKEN_OFF).findsOnLookUp(new LookUpResult.NotFound());
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        later(pipeline, Duration.ofSeconds(30));
        later(pipeline, Duration.ofHours(1));

        assertThat(kept("m-1")).containsEntry("state", "FAILED");
        assertThat(first.given()).hasSize(1);
    }

    @Test // G2
    void an_attempt_beyond_its_lease_has_an_unknown_result_until_its_engine_stores_it() {
        DeliveryPipeline slow = sendingWith("first");
        DeliveryPipeline another = sendingWith("first");
        first.beforeItAnswers(() -> {
            later(another, Duration.ofSeconds(20));
            assertThat(kept("m-1")).as("the other engine may still be at it").containsEntry("state", "SENDING");
            later(another, Duration.ofSeconds(5));
            assertThat(kept("m-1")).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "INTERRUPTED");
        });

        deliver(slow, "m-1");

        assertThat(first.given()).containsExactly("m-1");
        assertThat(kept("m-1")).as("the other engine was not killed after all").containsEntry("state", "SENT");
    }

    @Test // G3
    void a_throttled_message_waits_as_long_as_the_provider_asks_and_holds_back_the_others() {
        first.answers(new SendResult.Throttled("429", "Too many", Duration.ofSeconds(7)));
        DeliveryPipeline pipeline = pipeline(new ProviderSettings.Pace(1, 1, Duration.ofSeconds(10), 1,
                Duration.ofHours(1), Duration.ofSeconds(5)), "first");

        deliver(pipeline, "m-1", "m-2");
        later(pipeline, Duration.ofSeconds(6));
        assertThat(first.given()).containsExactly("m-1");
        later(pipeline, Duration.ofSeconds(1));
        later(pipeline, Duration.ofSeconds(1));

        assertThat(List.of(kept("m-1"), kept("m-2"))).as("it does not count as one of the attempts permitted")
                .allSatisfy(message -> assertThat(message).containsEntry("state", "SENT"));
    }

    @Test // G3
    void a_provider_that_asks_for_no_wait_is_asked_again_after_a_second_and_later_with_backoff() {
        first.answers(Collections.nCopies(20, new SendResult.Throttled("503", "Down", Duration.ZERO))
                .toArray(SendResult[]::new));
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        assertThat(first.given()).hasSize(1);
        for (int second = 0; second < 120; second++) {
            later(pipeline, Duration.ofSeconds(1));
        }
        assertThat(first.given()).as("after 0, 1, 2, 3, and about 8, 18, 38 and 78 seconds").hasSize(8);
    }

    @Test // F5
    void a_message_whose_next_attempt_would_be_too_late_expires_when_its_window_closes() {
        first.answers(new SendResult.Throttled("429", "Too many", Duration.ofHours(1)));
        DeliveryPipeline pipeline = sendingWith("first");

        DeliveryFixture.deliver(pipeline, List.of(command("m-1", clock.instant().plusSeconds(60))));
        assertThat(kept("m-1")).containsEntry("state", "QUEUED");
        later(pipeline, Duration.ofSeconds(60));

        assertThat(kept("m-1")).containsEntry("state", "EXPIRED");
        assertThat(first.given()).hasSize(1);
    }

    @Test // F4
    void an_opt_out_at_the_provider_becomes_one_of_every_lead_with_the_address() {
        for (String lead : List.of("ana", "ben")) {
            store.database().getCollection("leads").insertOne(new Document("_id", "acme:" + lead)
                    .append("organizationId", "acme").append("leadId", lead)
                    .append("createdAt", Date.from(Instant.EPOCH))
                    .append("lastNow", Date.from(Instant.EPOCH)).append("addresses", List.of("phone:+14155550100"))
                    .append("attributes", new Document("phone", "+14155550100")));
        }
        first.answers(new SendResult.Rejected("21610", "Unsubscribed recipient", SendResult.Cause.OPTED_OUT));
        DeliveryPipeline pipeline = sendingWith("first");

        deliver(pipeline, "m-1");
        deliver(pipeline, "m-2");

        assertThat(kept("m-1")).containsEntry("state", "OPTED_OUT").containsEntry("providerCode", "21610");
        assertThat(kept("m-2")).as("of the suppression list").containsEntry("state", "OPTED_OUT");
        assertThat(first.given()).containsExactly("m-1");
        assertThat(log.json(Topics.LEAD_EVENTS)).hasSize(2).allSatisfy(event -> assertThat(event)
                .containsEntry("type", "lead.opted_out")).extracting(event -> event.get("leadId"))
                .containsExactly("ana", "ben");
    }

    @Test // G3
    void a_provider_that_keeps_failing_is_left_alone_and_the_next_one_is_used() {
        first.answers(IntStream.range(0, 5).mapToObj(_ -> BROKEN_OFF).toArray(SendResult[]::new));
        DeliveryPipeline pipeline = sendingWith("first", "second");

        for (int message = 1; message <= 8; message++) {
            deliver(pipeline, "m-" + message);
        }
        assertThat(first.given()).containsExactly("m-1", "m-2", "m-3", "m-4", "m-5");
        assertThat(second.given()).containsExactly("m-6", "m-7", "m-8");

        clock.advance(Duration.ofSeconds(10));
        deliver(pipeline, "m-9");
        deliver(pipeline, "m-10");
        assertThat(first.given()).as("after a pause").contains("m-9", "m-10");
    }

    @Test // G3
    void a_message_waits_while_its_only_provider_is_left_alone_and_expires_in_time() {
        first.answers(IntStream.range(0, 5).mapToObj(_ -> BROKEN_OFF).toArray(SendResult[]::new));
        DeliveryPipeline pipeline = sendingWith("first");
        deliver(pipeline, "m-1", "m-2", "m-3", "m-4", "m-5");

        DeliveryFixture.deliver(pipeline,
                List.of(command("m-6", null), command("m-7", clock.instant().plusSeconds(5))));
        assertThat(kept("m-6")).containsEntry("state", "QUEUED").containsEntry("attempt", 0);
        later(pipeline, Duration.ofSeconds(5));
        assertThat(kept("m-7")).containsEntry("state", "EXPIRED");
        later(pipeline, Duration.ofSeconds(5));

        assertThat(kept("m-6")).containsEntry("state", "SENT");
    }

    @Test
    void messages_leave_at_the_pace_of_their_provider_in_the_order_in_which_they_are_due() {
        DeliveryPipeline pipeline = pipeline(new ProviderSettings.Pace(50, 16, Duration.ofSeconds(10), 3,
                Duration.ofHours(24), Duration.ofSeconds(5)), "first");
        List<String> ids = IntStream.range(0, 2_500).mapToObj("m-%05d"::formatted).toList();
        List<ConsumerRecord<byte[], byte[]>> commands = new ArrayList<>();
        for (int message = ids.size() - 1; message >= 0; message--) {
            commands.add(command(ids.get(message), clock.instant().minusSeconds(60).plusMillis(message), null));
        }

        DeliveryFixture.deliver(pipeline, commands);
        for (int tick = 0; tick < 100; tick++) { // two seconds
            later(pipeline, Duration.ofMillis(20));
        }

        assertThat(first.given()).hasSizeBetween(100, 106);
        assertThat(first.given()).isEqualTo(ids.subList(0, first.given().size()));
        assertThat(pipeline.size()).as("the rest is in the database alone").isLessThanOrEqualTo(2_000);
        assertThat(pipeline.waiting(Channel.SMS, MessageState.QUEUED)).isEqualTo(pipeline.size());
        assertThat(pipeline.oldest()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    }

    @Test // G1
    void what_waits_is_found_by_the_engine_that_takes_over() {
        first.answers(REFUSED_FOR_NOW);
        deliver(sendingWith("first"), "m-1");

        later(sendingWith("first"), Duration.ofSeconds(10));

        assertThat(kept("m-1")).containsEntry("state", "SENT");
    }
}
