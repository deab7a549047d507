package dev.nudge.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.Topic;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest // G2
class ResolveTest {

    private static final String SENT = "{\"state\": \"SENT\", \"comment\": \"Ana has replied to it.\"}";

    private final String organization = Api.newOrganization();
    private final String id = organization + "-m";
    private final String path = "/api/messages/" + id + "/resolve";
    private final MongoTemplate store;
    private final Client admin;
    private final Client member;
    private final Client foreignAdmin;

    ResolveTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.admin = api.admin("ada", organization);
        this.member = api.member("ben", organization);
        this.foreignAdmin = api.admin("ada", Api.newOrganization());
    }

    @Test
    void an_admin_records_what_became_of_a_message() {
        keep(MessageState.UNKNOWN);

        assertThat(admin.post(path, SENT).is(202).json())
                .isEqualTo(Json.object("{\"id\": \"" + id + "\", \"state\": \"SENT\"}"));

        assertThat(appended()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(id);
            assertThat(Json.object(record.value())).containsEntry("organizationId", organization)
                    .containsEntry("messageId", id).containsEntry("leadId", "lead-7").containsEntry("state", "SENT")
                    .containsEntry("by", "ada").containsEntry("comment", "Ana has replied to it.")
                    .containsOnlyKeys("organizationId", "messageId", "leadId", "state", "at", "by", "comment");
            assertThat(Instant.parse(String.valueOf(Json.object(record.value()).get("at"))))
                    .isBeforeOrEqualTo(Instant.now());
        });
    }

    @ParameterizedTest
    @EnumSource(value = MessageState.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void a_message_in_another_state_is_rejected(MessageState state) {
        keep(state);

        assertThat(admin.post(path, SENT).isProblem(409, "urn:nudge:error:conflict").json()).containsEntry("detail",
                "Expected a message in state UNKNOWN but found " + state + ".");

        assertThat(appended()).isEmpty();
    }

    @Test
    void a_state_and_a_comment_are_required() {
        keep(MessageState.UNKNOWN);

        assertThat(admin.post(path, "{}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/state", "/comment");
        assertThat(admin.post(path, "{\"state\": \"DELIVERED\", \"comment\": \" \", \"by\": \"eve\"}")
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/state", "/comment", "/by");
        assertThat(admin.post(path, "{\"state\": \"SENT\", \"comment\": \"" + "x".repeat(501) + "\"}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/comment");

        assertThat(appended()).isEmpty();
    }

    @Test
    void only_an_admin_of_the_organization_can_resolve() {
        keep(MessageState.UNKNOWN);

        member.post(path, SENT).isProblem(403, "urn:nudge:error:forbidden");
        foreignAdmin.post(path, SENT).isProblem(404, "urn:nudge:error:not-found");
        admin.post("/api/messages/none/resolve", SENT).isProblem(404, "urn:nudge:error:not-found");

        assertThat(appended()).isEmpty();
    }

    private void keep(MessageState state) {
        store.getCollection("messages").insertOne(StoredRecords
                .message(id, organization, Instant.parse("2026-04-22T12:00:00Z")).append("state", state.name()));
    }

    private List<ConsumerRecord<String, String>> appended() {
        try (Topic statuses = new Topic(Topics.MESSAGE_STATUS)) {
            return statuses.toTheEnd().stream().filter(record -> id.equals(record.key())).toList();
        }
    }
}
