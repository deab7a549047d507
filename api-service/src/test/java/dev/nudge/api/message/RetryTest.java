package dev.nudge.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Topic;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that delivery writes. */
@ApiTest
class RetryTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final String id = organization + "-m";
    private final String path = "/api/messages/" + id + "/retry";
    private final MongoTemplate store;
    private final Client admin;
    private final Client member;
    private final Client foreignAdmin;

    RetryTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.admin = api.admin("ada", organization);
        this.member = api.member("ben", organization);
        this.foreignAdmin = api.admin("ada", Api.newOrganization());
    }

    @ParameterizedTest // G2
    @EnumSource(value = MessageState.class, names = {"FAILED", "UNKNOWN"})
    void a_retry_appends_the_next_attempt_of_a_failed_message(MessageState state) {
        Document before = keep(message().append("state", state.name()).append("attempt", 3));

        assertThat(admin.post(path, "").is(202).json()).isEqualTo(Json.object("{\"id\": \"" + id
                + "\", \"attempt\": 4}"));

        assertThat(appended()).singleElement().satisfies(record -> {
            assertThat(record.key()).as("keyed by lead").isEqualTo("lead-7");
            assertThat(Json.object(record.value())).isEqualTo(Json.object("""
                    {"id": "%s", "organizationId": "%s", "automationId": "a1", "automationVersion": 3,
                     "leadId": "lead-7", "run": 1, "followUp": 2, "action": 0, "recipientKind": "lead",
                     "channel": "sms", "to": "+14155550100", "template": "hello", "text": "Hi Ana",
                     "variables": {"firstName": "Ana", "price": 0.1}, "firedAt": "2026-04-22T12:00:00.000Z",
                     "notAfter": null, "attempt": 4}""".formatted(id, organization)));
        });
        assertThat(store.getCollection("messages").find(new Document("_id", id)).first())
                .as("unchanged, because only delivery writes messages").isEqualTo(before);
    }

    @Test // G2
    void a_retry_of_an_expired_message_waits_for_the_next_opening() {
        keep(message().append("state", "EXPIRED").append("notAfter", Date.from(NOON)));

        assertThat(admin.post(path, "").is(202).json()).containsEntry("attempt", 2L);

        assertThat(appended()).singleElement().satisfies(record -> assertThat(Json.object(record.value()))
                .containsEntry("nextOpening", true).containsEntry("attempt", 2L)
                .containsEntry("notAfter", "2026-04-22T12:00:00.000Z"));
    }

    @Test
    void a_retry_has_the_approved_template_and_whether_it_is_a_test() {
        keep(message().append("state", "FAILED").append("channel", "whatsapp").append("test", true)
                .append("contentSid", "HX1").append("contentVariables", new Document("1", "Ana"))
                .append("provider", "twilio").append("providerCode", "63016"));

        admin.post(path, "").is(202);

        assertThat(appended()).singleElement().satisfies(record -> assertThat(Json.object(record.value()))
                .containsEntry("contentSid", "HX1").containsEntry("contentVariables", Map.of("1", "Ana"))
                .containsEntry("test", true).doesNotContainKeys("provider", "providerCode", "state"));
    }

    @Test
    void a_message_without_an_attempt_number_has_had_one_attempt() {
        keep(message().append("state", "FAILED"));

        assertThat(admin.post(path, "").is(202).json()).containsEntry("attempt", 2L);
    }

    @Test
    void concurrent_retries_request_one_attempt() {
        keep(message().append("state", "FAILED"));

        assertThat(IntStream.range(0, 10).parallel().mapToObj(_ -> admin.post(path, "").is(202).json()))
                .allSatisfy(answer -> assertThat(answer).containsEntry("attempt", 2L));

        assertThat(appended()).isNotEmpty().extracting(record -> Json.object(record.value()).get("attempt"))
                .containsOnly(2L);
    }

    @Test
    void with_an_idempotency_key_a_retry_is_appended_once() {
        keep(message().append("state", "FAILED"));
        Client once = admin.with("Idempotency-Key", "key-1");

        assertThat(once.post(path, "").is(202).text()).isEqualTo(once.post(path, "").is(202).text());

        assertThat(appended()).hasSize(1);
    }

    @ParameterizedTest // G2, F4, F5
    @EnumSource(value = MessageState.class, names = {"FAILED", "EXPIRED", "UNKNOWN"}, mode = EnumSource.Mode.EXCLUDE)
    void a_message_in_another_state_is_rejected(MessageState state) {
        keep(message().append("state", state.name()));

        assertThat(admin.post(path, "").isProblem(409, "urn:nudge:error:conflict").json()).containsEntry("detail",
                "Expected a message in state FAILED or EXPIRED or UNKNOWN but found " + state + ".");

        assertThat(appended()).isEmpty();
    }

    @Test
    void only_an_admin_of_the_organization_can_retry_and_without_a_body() {
        keep(message().append("state", "FAILED"));

        member.post(path, "").isProblem(403, "urn:nudge:error:forbidden");
        foreignAdmin.post(path, "").isProblem(404, "urn:nudge:error:not-found");
        foreignAdmin.post(path, "{}").isProblem(404, "urn:nudge:error:not-found");
        admin.post("/api/messages/none/retry", "").isProblem(404, "urn:nudge:error:not-found");
        admin.post(path, "{}").isProblem(400, "urn:nudge:error:validation");
        assertThat(admin.post(path + "?now=true", "").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/now");

        assertThat(appended()).isEmpty();
    }

    private Document message() {
        return new Document("_id", id).append("organizationId", organization).append("automationId", "a1")
                .append("automationVersion", 3).append("leadId", "lead-7").append("run", 1).append("followUp", 2)
                .append("action", 0).append("recipientKind", "lead").append("channel", "sms")
                .append("to", "+14155550100").append("template", "hello").append("text", "Hi Ana")
                .append("variables", new Document("firstName", "Ana").append("price", Decimal128.parse("0.1")))
                .append("firedAt", Date.from(NOON)).append("notAfter", null).append("stateAt", Date.from(NOON))
                .append("reason", "the provider's reason");
    }

    private Document keep(Document message) {
        store.getCollection("messages").insertOne(message);
        return message;
    }

    private List<ConsumerRecord<String, String>> appended() {
        try (Topic commands = new Topic(Topics.MESSAGE_COMMANDS)) {
            return commands.toTheEnd().stream().filter(record -> isOurs(Json.object(record.value()))).toList();
        }
    }

    private boolean isOurs(Map<String, @Nullable Object> command) {
        return organization.equals(command.get("organizationId"));
    }
}
