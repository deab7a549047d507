package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.LookUpResult;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers and people report about messages (G2). */
class StatusUpdatesTest {

    private static final String ID = "m-1";

    @TempDir
    static Path directory;
    static TestStore store;

    private final SettableClock clock = new SettableClock();
    private final LogInMemory log = new LogInMemory(1, clock, step -> {});
    private final ScriptedProvider provider = new ScriptedProvider();
    private DeliveryPipeline pipeline;

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
        store.database().getCollection("suppressions").deleteMany(new Document());
        pipeline = DeliveryFixture.with(Map.of("hooks", provider),
                Map.of("hooks", new ProviderSettings.Webhook("hooks", DeliveryFixture.PACE, List::of, false, false)),
                List.of("hooks"), store.database(), log, new EngineMetrics(new SimpleMeterRegistry()), clock);
    }

    private void command() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(Map.of("id", ID, "organizationId", "acme",
                "automationId", "follow-up", "leadId", "ana", "recipientKind", "lead", "channel", "sms", "to",
                "+14155550100", "text", "Hi Ana", "firedAt", Json.text(clock.instant())));
        DeliveryFixture.deliver(pipeline, List.of(
                new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, JsonCodec.write(json))));
    }

    /** @param more names and values */
    private void reported(String state, String... more) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(Map.of("organizationId", "acme", "messageId", ID,
                "leadId", "ana", "state", state, "at", Json.text(clock.instant())));
        for (int i = 0; i < more.length; i += 2) {
            json.put(more[i], more[i + 1]);
        }
        pipeline.statusUpdates().onMessage(List.of(
                new ConsumerRecord<>(Topics.MESSAGE_STATUS, 0, 0, null, JsonCodec.write(json))));
    }

    private static Document kept() {
        return Objects.requireNonNull(
                store.database().getCollection("messages").find(Filters.eq("_id", ID)).first());
    }

    @ParameterizedTest // G2
    @CsvSource({"SENDING, SENT, SENT", "SENDING, DELIVERED, DELIVERED", "SENDING, FAILED, FAILED",
            "UNKNOWN, SENT, SENT", "UNKNOWN, DELIVERED, DELIVERED", "UNKNOWN, FAILED, FAILED", "SENT, SENT, SENT",
            "SENT, DELIVERED, DELIVERED", "SENT, FAILED, FAILED", "DELIVERED, SENT, DELIVERED",
            "DELIVERED, FAILED, DELIVERED", "FAILED, SENT, FAILED", "FAILED, DELIVERED, FAILED",
            "QUEUED, DELIVERED, QUEUED", "EXPIRED, DELIVERED, EXPIRED", "OPTED_OUT, FAILED, OPTED_OUT",
            "SENT, OPTED_OUT, OPTED_OUT", "DELIVERED, OPTED_OUT, DELIVERED"})
    void each_report_moves_the_state_forward_or_changes_nothing(String before, String reported, String after) {
        store.database().getCollection("messages").insertOne(new Document("_id", "m-1")
                .append("organizationId", "acme").append("leadId", "ana").append("recipientKind", "lead")
                .append("channel", "sms").append("state", before));

        reported(reported, "providerId", "sid-m-1");
        reported(reported, "providerId", "sid-m-1");

        assertThat(kept()).containsEntry("state", after);
    }

    @Test
    void states_move_forward_only() {
        command();

        reported("SENT", "providerId", "sid-m-1");
        assertThat(kept()).containsEntry("state", "SENT");
        reported("DELIVERED", "providerId", "sid-m-1");
        reported("SENT", "providerId", "sid-m-1");
        reported("FAILED", "providerId", "sid-m-1", "code", "30003");

        assertThat(kept()).containsEntry("state", "DELIVERED").doesNotContainKeys("reason", "providerCode");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test
    void a_failure_has_the_providers_code() {
        command();

        reported("FAILED", "code", "30003");

        assertThat(kept()).containsEntry("state", "FAILED").containsEntry("providerCode", "30003")
                .containsEntry("reason", "The provider reported the code 30003.");
    }

    @Test
    void a_failure_without_a_code_says_so() {
        command();

        reported("FAILED");

        assertThat(kept()).containsEntry("state", "FAILED")
                .containsEntry("reason", "The provider reported a failure, without a code.");
    }

    @Test
    void a_report_about_another_attempt_or_of_another_organization_changes_nothing() {
        command();

        reported("FAILED", "providerId", "sid-of-another-attempt");
        reported("FAILED", "organizationId", "globex");

        assertThat(kept()).containsEntry("state", "SENT");
    }

    @Test
    void a_report_resolves_an_unknown_message_and_tells_the_lead() {
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer"));
        command();
        assertThat(kept()).containsEntry("state", "UNKNOWN");

        reported("DELIVERED", "providerId", "sid-1");

        assertThat(kept()).containsEntry("state", "DELIVERED").containsEntry("providerId", "sid-1")
                .containsEntry("sentAt", Date.from(clock.instant())).doesNotContainKey("reason");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G2, G4
    void a_report_about_a_message_whose_event_is_missing_does_not_prevent_the_event() {
        log.failFor(record -> true);
        assertThatThrownBy(this::command).isInstanceOf(CompletionException.class);

        assertThatThrownBy(() -> reported("DELIVERED")).isInstanceOf(CompletionException.class);
        assertThat(kept()).containsEntry("state", "DELIVERED").containsKey("nextAttemptAt");
        log.becomeAvailable();
        DeliveryFixture.run(pipeline);

        assertThat(kept()).containsEntry("state", "DELIVERED").doesNotContainKey("nextAttemptAt");
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G2
    void a_report_about_a_message_that_waits_for_a_repeat_of_its_attempt_ends_it() {
        provider.thatRecognisesRepeats();
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer"));
        command();
        assertThat(kept()).containsEntry("state", "QUEUED").containsKey("pinnedTo");

        reported("DELIVERED");
        clock.advance(Duration.ofHours(1));
        DeliveryFixture.run(pipeline);

        assertThat(kept()).containsEntry("state", "DELIVERED").containsEntry("attempt", 1)
                .doesNotContainKeys("pinnedTo", "nextAttemptAt");
        assertThat(provider.given()).hasSize(1);
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsExactly("sent-m-1");
    }

    @Test // G2
    void a_report_that_comes_before_the_providers_answer_loses_neither() {
        provider.beforeItAnswers(() -> reported("DELIVERED", "providerId", "sid-m-1"));

        command();

        assertThat(kept()).containsEntry("state", "DELIVERED").containsEntry("providerId", "sid-m-1")
                .extractingByKey("attempts").asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1);
        assertThat(log.ids(Topics.LEAD_EVENTS)).containsOnly("sent-m-1");
    }

    @Test // G2
    void a_report_that_crosses_the_storing_of_the_outcome_is_applied_to_what_was_stored() {
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer")).findsOnLookUp(
                new LookUpResult.Found(new SendResult.Accepted("sid-m-1", 1), null));
        command();
        assertThat(kept()).containsEntry("state", "UNKNOWN");

        reported("FAILED", "providerId", "sid-m-1", "code", "30003");
        clock.advance(Duration.ofMinutes(1));
        DeliveryFixture.run(pipeline);

        assertThat(kept()).containsEntry("state", "FAILED");
        assertThat(log.records(Topics.LEAD_EVENTS)).as("the look-up came too late").isEmpty();
    }

    @Test // G2
    void a_report_about_an_earlier_attempt_does_not_count_for_a_retry() {
        command();
        reported("FAILED", "providerId", "sid-m-1", "code", "30003");
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer"));
        retry();
        assertThat(kept()).containsEntry("state", "UNKNOWN").containsEntry("providerId", "sid-m-1");

        reported("DELIVERED", "providerId", "sid-m-1");
        assertThat(kept()).containsEntry("state", "UNKNOWN");
        reported("DELIVERED", "providerId", "sid-of-the-retry");

        assertThat(kept()).containsEntry("state", "DELIVERED").containsEntry("providerId", "sid-of-the-retry");
    }

    @Test // F4, G2
    void a_report_that_the_recipient_has_opted_out_is_recorded_as_an_opt_out() {
        command();

        reported("OPTED_OUT", "code", "21610");

        assertThat(kept()).containsEntry("state", "OPTED_OUT").containsEntry("providerCode", "21610");
        assertThat(store.database().getCollection("suppressions").find().into(new ArrayList<>()))
                .extracting(document -> document.get("_id")).containsExactly("acme:phone:+14155550100");
    }

    @Test
    void a_person_resolves_unknown_messages_only() {
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer"));
        command();

        reported("FAILED", "by", "ada", "comment", "It never arrived.");
        reported("SENT", "by", "ada", "comment", "It did arrive.");

        assertThat(kept()).containsEntry("state", "FAILED").containsEntry("reason", "It never arrived.")
                .containsEntry("resolvedBy", "ada").containsEntry("comment", "It never arrived.");
        assertThat(log.records(Topics.LEAD_EVENTS)).isEmpty();
    }

    @Test
    void a_retry_after_a_resolution_does_not_show_it_to_the_provider() {
        provider.answers(new SendResult.Unknown("TIMEOUT", "No answer"));
        command();
        Map<String, @Nullable Object> before = provider.last().command();
        reported("FAILED", "by", "ada", "comment", "It never arrived.");

        retry();

        assertThat(provider.given()).hasSize(2);
        assertThat(provider.last().command()).containsAllEntriesOf(before).doesNotContainKeys("resolvedBy", "comment");
    }

    private void retry() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(provider.last().command());
        json.put("attempt", 2);
        DeliveryFixture.deliver(pipeline, List.of(
                new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 1, null, JsonCodec.write(json))));
    }

    @Test
    void a_report_that_cannot_be_read_is_dead_lettered_and_stops_no_other() {
        command();

        reported("READ");
        reported("DELIVERED", "providerId", "sid-m-1");

        assertThat(kept()).containsEntry("state", "DELIVERED");
        assertThat(log.records(Topics.MESSAGE_STATUS + ".dlt")).hasSize(1);
    }
}
