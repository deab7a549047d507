package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.Topics;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages after the database was restored from a backup (G5). */
class RestorationTest {

    private static final SendResult REFUSED_FOR_NOW = new SendResult.Rejected("CONNECTION", "Refused",
            SendResult.Cause.TEMPORARY);
    private static final LookUpResult FOUND = new LookUpResult.Found(new SendResult.Accepted("sid-7", 1), null);

    @TempDir
    static Path directory;
    static TestStore store;

    private final SettableClock clock = new SettableClock();
    private final Instant firedAt = clock.instant();
    private final LogInMemory log = new LogInMemory(1, clock, step -> {});
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
        store.database().getCollection("messages").deleteMany(new Document());
    }

    private DeliveryPipeline before(String... names) {
        return pipeline(null, names);
    }

    /** After a restoration an hour after the messages were decided; two hours later, it is at work. */
    private DeliveryPipeline restored(String... names) {
        DeliveryPipeline pipeline = pipeline(firedAt.plus(Duration.ofHours(1)), names);
        clock.set(firedAt.plus(Duration.ofHours(3)));
        return pipeline;
    }

    private DeliveryPipeline pipeline(@Nullable Instant restoredUntil, String... names) {
        Map<String, MessageProvider> providers = Map.of("first", first, "second", second);
        Map<String, ProviderSettings> settings = Map.of("first", settings("first"), "second", settings("second"));
        return DeliveryFixture.restored(restoredUntil, providers, settings, List.of(names), store.database(), log,
                new EngineMetrics(new SimpleMeterRegistry()), clock);
    }

    private static ProviderSettings settings(String name) {
        return new ProviderSettings.Webhook(name, DeliveryFixture.PACE, List::of, false, false);
    }

    private void deliver(DeliveryPipeline pipeline, Map<String, ?> more) {
        deliver(pipeline, more, clock.instant());
    }

    private void deliver(DeliveryPipeline pipeline, Map<String, ?> more, Instant appendedAt) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(Map.of("id", "m-1", "organizationId", "acme",
                "automationId", "follow-up", "leadId", "ana", "recipientKind", "lead", "channel", "sms",
                "to", "+14155550100", "text", "Hi Ana", "firedAt", Json.text(firedAt)));
        json.putAll(more);
        DeliveryFixture.deliver(pipeline, List.of(new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0,
                appendedAt.toEpochMilli(), TimestampType.CREATE_TIME, 0, 0, null, JsonCodec.write(json),
                new RecordHeaders(), Optional.empty())));
    }

    private static Document message() {
        return Objects.requireNonNull(
                store.database().getCollection("messages").find(Filters.eq("_id", "m-1")).first());
    }

    @Test // G5
    void a_message_that_the_restored_database_does_not_know_is_looked_up_instead_of_sent() {
        first.findsOnLookUp(FOUND);

        deliver(restored("first"), Map.of());

        assertThat(first.given()).isEmpty();
        assertThat(message()).containsEntry("state", "SENT").containsEntry("providerId", "sid-7")
                .containsEntry("attempt", 0).doesNotContainKeys("reason", "providerCode", "nextAttemptAt");
        assertThat(Attempt.history(message())).singleElement().satisfies(attempt -> assertThat(attempt)
                .containsEntry("code", "RESTORED").containsEntry("lookUp", "FOUND"));
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G5, F5
    void a_message_that_the_provider_has_not_taken_fails_and_a_retry_sends_it() {
        first.findsOnLookUp(new LookUpResult.NotFound());
        DeliveryPipeline pipeline = restored("first");

        deliver(pipeline, Map.of("notAfter", Json.text(firedAt.plusSeconds(60))));

        assertThat(message()).as("rather than EXPIRED: it may have been sent in time").containsEntry("state", "FAILED")
                .containsEntry("providerCode", "RESTORED");
        assertThat(first.given()).isEmpty();

        deliver(pipeline, Map.of("attempt", 1, "notAfter", Json.text(clock.instant().plusSeconds(60))));
        assertThat(first.given()).as("its window has closed").isEmpty();
        assertThat(message()).containsEntry("state", "EXPIRED");
    }

    @Test // G5
    void a_retry_after_the_restoration_sends_the_message() {
        first.findsOnLookUp(new LookUpResult.NotFound());
        DeliveryPipeline pipeline = restored("first");
        deliver(pipeline, Map.of());

        deliver(pipeline, Map.of("attempt", 1));

        assertThat(first.given()).containsExactly("m-1");
        assertThat(message()).containsEntry("state", "SENT");
    }

    @Test // G5
    void a_message_that_waited_in_the_backup_is_not_sent() {
        first.answers(REFUSED_FOR_NOW).findsOnLookUp(FOUND);
        deliver(before("first"), Map.of());
        assertThat(message()).containsEntry("state", "QUEUED");

        DeliveryFixture.run(restored("first"));

        assertThat(first.given()).as("the attempt before the backup").hasSize(1);
        assertThat(message()).containsEntry("state", "SENT").containsEntry("providerId", "sid-7");
    }

    @Test // G5
    void an_attempt_that_was_under_way_in_the_backup_waits_for_a_person_where_the_channel_has_several_providers() {
        first.findsOnLookUp(new LookUpResult.NotFound());
        first.beforeItAnswers(() -> {
            DeliveryFixture.run(restored("first", "second"));
            assertThat(message()).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "RESTORED")
                    .doesNotContainKey("nextAttemptAt");
        });

        deliver(before("first", "second"), Map.of());

        assertThat(second.given()).isEmpty();
        assertThat(first.given()).containsExactly("m-1");
    }

    @Test // G5
    void a_message_for_a_provider_that_cannot_be_asked_waits_for_a_person() {
        deliver(restored("first"), Map.of());

        assertThat(first.given()).isEmpty();
        assertThat(message()).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "RESTORED")
                .doesNotContainKey("nextAttemptAt");
        assertThat(message().getString("reason")).contains("restored from a backup");
    }

    @Test // G5: the retry may have been made after the backup
    void a_retry_that_was_requested_before_the_restoration_is_not_made() {
        first.answers(new SendResult.Rejected("21211", "No such number", SendResult.Cause.RECIPIENT));
        deliver(before("first"), Map.of());
        assertThat(message()).containsEntry("state", "FAILED");

        DeliveryPipeline pipeline = restored("first");
        deliver(pipeline, Map.of("attempt", 2), firedAt.plus(Duration.ofMinutes(30)));

        assertThat(first.given()).hasSize(1);
        assertThat(message()).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "RESTORED");
    }

    @Test // G5
    void a_requested_retry_that_comes_again_changes_nothing_that_a_person_has_decided() {
        first.answers(new SendResult.Rejected("21211", "No such number", SendResult.Cause.RECIPIENT));
        deliver(before("first"), Map.of());
        DeliveryPipeline pipeline = restored("first");
        Instant requestedAt = firedAt.plus(Duration.ofMinutes(30));
        deliver(pipeline, Map.of("attempt", 2), requestedAt);
        store.database().getCollection("messages").updateOne(Filters.eq("_id", "m-1"),
                Updates.combine(Updates.set("state", "FAILED"), Updates.set("reason", "Not in the provider's log")));
        Document decided = message();

        deliver(pipeline, Map.of("attempt", 2), requestedAt);

        assertThat(message()).isEqualTo(decided);
        assertThat(first.given()).hasSize(1);
    }

    @Test // G5: the provider that is not configured any more may have taken it
    void a_message_of_a_channel_with_a_removed_provider_waits_for_a_person() {
        first.thatRecognisesRepeats();

        deliver(restored("removed", "first"), Map.of());

        assertThat(first.given()).isEmpty();
        assertThat(message()).containsEntry("state", "UNKNOWN").containsEntry("providerCode", "RESTORED");
    }

    @Test // G1, G5
    void a_provider_that_recognises_the_message_gets_it_again() {
        first.thatRecognisesRepeats();

        deliver(restored("first"), Map.of());

        assertThat(first.given()).containsExactly("m-1");
        assertThat(message()).containsEntry("state", "SENT");
    }

    @Test // G5
    void a_message_that_is_decided_after_the_restoration_is_sent() {
        DeliveryPipeline pipeline = restored("first");

        deliver(pipeline, Map.of("firedAt", Json.text(clock.instant())));

        assertThat(first.given()).containsExactly("m-1");
    }
}
