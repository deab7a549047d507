package dev.nudge.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.Topic;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class IdempotencyTest {

    private static final String AUTOMATIONS = "/api/automations";
    private static final String MISMATCH = "urn:nudge:error:idempotency-mismatch";
    private static final String IN_PROGRESS = "urn:nudge:error:idempotency-in-progress";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client bob;
    private final Client eve;
    private final Client once;

    IdempotencyTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
        this.eve = api.member("ana", Api.newOrganization());
        this.once = ana.with("Idempotency-Key", "key-1");
    }

    @Test
    void a_repeated_request_is_processed_once_and_gets_the_same_response() {
        Answer first = once.post(AUTOMATIONS, Examples.followUp()).is(201);
        ana.put(String.valueOf(first.header("Location")), Examples.followUpWith("name", "Changed since")).is(200);

        Answer second = once.post(AUTOMATIONS, Examples.followUp()).is(201);

        assertThat(second.text()).isEqualTo(first.text());
        for (String header : List.of("Location", "ETag", "Content-Type")) {
            assertThat(second.header(header)).isNotNull().isEqualTo(first.header(header));
        }
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(ana.get(AUTOMATIONS).items()).hasSize(1);
    }

    @Test
    void ten_concurrent_requests_create_one_automation() throws InterruptedException, ExecutionException {
        List<Answer> answers = atOnce(() -> once.post(AUTOMATIONS, Examples.followUp()));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers).filteredOn(answer -> answer.status() == 201).isNotEmpty().extracting(Answer::automationId)
                .containsOnly(once.post(AUTOMATIONS, Examples.followUp()).is(201).automationId());
        assertThat(ana.get(AUTOMATIONS).items()).hasSize(1);
    }

    @Test
    void a_different_request_with_the_same_key_is_rejected() {
        once.post(AUTOMATIONS, Examples.followUp()).is(201);

        once.post(AUTOMATIONS, Examples.followUpWith("name", "Another")).isProblem(422, MISMATCH);
        once.post(AUTOMATIONS + "?draft=1", Examples.followUp()).isProblem(422, MISMATCH);
        bob.with("Idempotency-Key", "key-1").post(AUTOMATIONS, Examples.followUp()).isProblem(422, MISMATCH);
        assertThat(ana.get(AUTOMATIONS).items()).hasSize(1);
    }

    @Test
    void a_key_is_scoped_to_the_organization_and_the_path() {
        String first = once.post(AUTOMATIONS, Examples.followUp()).automationId();
        ana.put("/api/templates/a", "{\"body\": \"A\"}").is(201);
        ana.put("/api/templates/b", "{\"body\": \"B\"}").is(201);

        assertThat(eve.with("Idempotency-Key", "key-1").post(AUTOMATIONS, Examples.followUp()).is(201).automationId())
                .isNotEqualTo(first);
        assertThat(once.post("/api/templates/a/preview", "{}").is(200).json()).containsEntry("body", "A");
        assertThat(once.post("/api/templates/b/preview", "{}").is(200).json()).containsEntry("body", "B");
        once.put("/api/templates/a", "{\"body\": \"Every time\"}").is(200);
        assertThat(once.put("/api/templates/a", "{\"body\": \"Every time\"}").is(200).json()).containsEntry("version",
                3L);
    }

    @Test
    void a_rejected_request_can_be_corrected_with_the_same_key() {
        once.post(AUTOMATIONS, "{}").isProblem(400, "urn:nudge:error:validation");
        once.post(AUTOMATIONS, "no JSON").isProblem(400, "urn:nudge:error:validation");
        once.with("Content-Type", "text/plain").post(AUTOMATIONS, Examples.followUp()).isProblem(415, "about:blank");

        once.post(AUTOMATIONS, Examples.followUp()).is(201);
    }

    @Test
    void a_request_interrupted_after_the_change_is_in_progress_until_the_timeout_and_then_completed() {
        String first = once.post(AUTOMATIONS, Examples.followUp()).is(201).automationId();
        change(Updates.unset("answer"));
        change(Updates.set("claimedAt", Date.from(Instant.now())));

        Answer early = once.post(AUTOMATIONS, Examples.followUp()).isProblem(409, IN_PROGRESS);
        assertThat(early.header("Retry-After")).isEqualTo("1");
        once.post(AUTOMATIONS, Examples.followUpWith("name", "Another")).isProblem(422, MISMATCH);
        change(Updates.set("claimedAt", Date.from(Instant.now().minusSeconds(61))));
        ana.patch(AUTOMATIONS + "/" + first + "/preference", "{\"enabled\": false}").is(200);

        assertThat(once.post(AUTOMATIONS, Examples.followUp()).is(201).automation()).containsEntry("_id", first)
                .containsEntry("enabled", false);
        assertThat(ana.get(AUTOMATIONS).items()).hasSize(1);
    }

    @Test
    void a_request_interrupted_before_the_change_is_processed_by_one_of_its_repetitions()
            throws InterruptedException, ExecutionException {
        String first = once.post(AUTOMATIONS, Examples.followUp()).is(201).automationId();
        store.getCollection("automations").deleteOne(Filters.eq("_id", first));
        change(Updates.unset("answer"));
        change(Updates.set("claimedAt", Date.from(Instant.now().minusSeconds(61))));

        List<Answer> answers = atOnce(() -> once.post(AUTOMATIONS, Examples.followUp()));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).isNotEmpty().extracting(Answer::automationId)
                .containsOnly(first);
        assertThat(ana.get(AUTOMATIONS).items()).hasSize(1);
    }

    @Test
    void after_a_crash_events_are_appended_again_with_the_same_ids() {
        String events = "[" + Examples.statusChange("lead-1") + "," + Examples.statusChange("lead-2") + "]";
        Answer first = once.post("/api/events", events).is(202);
        assertThat(once.post("/api/events", events).is(202).text()).isEqualTo(first.text());
        change(Updates.unset("answer"));
        change(Updates.set("claimedAt", Date.from(Instant.EPOCH)));

        assertThat(once.post("/api/events", events).is(202).text())
                .as("the ids, by which the engine detects repeated events")
                .isEqualTo(first.text());
        try (Topic appended = new Topic(Topics.LEAD_EVENTS)) {
            assertThat(appended.of(organization)).as("twice, because the first result was lost").hasSize(4)
                    .extracting(event -> String.valueOf(event.get("id"))).containsOnly(ids(first));
        }
    }

    @Test
    void a_key_expires_after_a_day() {
        String first = once.post(AUTOMATIONS, Examples.followUp()).is(201).automationId();
        change(Updates.set("expiresAt", Date.from(Instant.now())));

        assertThat(once.post(AUTOMATIONS, Examples.followUpWith("name", "Another")).is(201).automationId())
                .isNotEqualTo(first);
        Document claim = Objects.requireNonNull(claims().find(Filters.eq("organizationId", organization)).first());
        assertThat(claim.getDate("expiresAt").toInstant()).isBetween(Instant.now().plusSeconds(23 * 3_600),
                Instant.now().plusSeconds(24 * 3_600));
        await("the TTL index").untilAsserted(() -> assertThat(
                claims().listIndexes().into(new ArrayList<>())).anySatisfy(
                        index -> assertThat(index).containsEntry("key", new Document("expiresAt", 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words"})
    void an_invalid_key_is_rejected(String key) {
        ana.with("Idempotency-Key", key).post(AUTOMATIONS, Examples.followUp()).isProblem(400,
                "urn:nudge:error:validation");
        ana.with("Idempotency-Key", "k".repeat(256)).post(AUTOMATIONS, Examples.followUp()).isProblem(400,
                "urn:nudge:error:validation");
    }

    @Test
    void a_body_over_1_MiB_with_a_key_is_rejected() {
        once.send("POST", AUTOMATIONS, BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1])).isProblem(413,
                "urn:nudge:error:too-large");
    }

    private static String[] ids(Answer accepted) {
        return accepted.json().get("ids") instanceof List<?> ids
                ? ids.stream().map(String::valueOf).toArray(String[]::new)
                : new String[0];
    }

    private MongoCollection<Document> claims() {
        return store.getCollection("idempotency");
    }

    private void change(Bson update) {
        claims().updateMany(Filters.eq("organizationId", organization), update);
    }

    private static List<Answer> atOnce(Callable<Answer> request) throws InterruptedException, ExecutionException {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(IntStream.range(0, 10).mapToObj(_ -> request).toList())) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
