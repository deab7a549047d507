package dev.nudge.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.TestServers;
import dev.nudge.api.support.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class EventsTest {

    private final String organization = Api.newOrganization();
    private final Client producer;

    EventsTest(@Autowired Api api) {
        this.producer = api.member("crm", organization);
    }

    @Test
    void an_accepted_event_is_in_the_partition_of_its_lead() {
        Answer accepted = producer.post("/api/events", """
                {"id": "evt-1", "type": "message.received", "leadId": "lead-7", "occurredAt": "2026-04-22T12:14:00+02:00",
                 "data": {"direction": "inbound", "channel": "sms", "body": "Is it still available?"},
                 "lead": {"firstName": "Ana", "score": 0.1}}""").is(202);

        assertThat(accepted.json()).isEqualTo(Map.of("ids", List.of("evt-1")));
        ConsumerRecord<String, String> record = records().getFirst();
        assertThat(record.key()).isEqualTo("lead-7");
        assertThat(record.partition())
                .isEqualTo(BuiltInPartitioner.partitionForKey("lead-7".getBytes(StandardCharsets.UTF_8),
                        TestServers.PARTITIONS));
        assertThat(Json.object(record.value())).isEqualTo(Json.object("""
                {"id": "evt-1", "type": "message.received", "organizationId": "%s", "leadId": "lead-7",
                 "occurredAt": "2026-04-22T10:14:00.000Z",
                 "data": {"direction": "inbound", "channel": "sms", "body": "Is it still available?"},
                 "lead": {"firstName": "Ana", "score": 0.1}}""".formatted(organization)));
    }

    @Test
    void events_keep_their_order_and_missing_ids_are_generated() {
        String many = Collections.nCopies(500, Examples.statusChange("lead-7")).toString();

        Answer accepted = producer.post("/api/events", many).is(202);

        assertThat(accepted.json().get("ids")).isInstanceOf(List.class);
        assertThat(records().stream().map(record -> Json.object(record.value()).get("id")).toList())
                .isEqualTo(accepted.json().get("ids")).hasSize(500).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(String.valueOf(id)).startsWith("evt-"));
    }

    @Test
    void one_invalid_event_rejects_all_events_with_all_errors() {
        Answer refused = producer.post("/api/events", """
                [%s,
                 {"type": "1st", "leadId": "", "organizationId": "another", "occuredAt": "2026-04-22T10:14:00.000Z"},
                 7,
                 {"type": "status_change", "leadId": "lead-8", "data": {"from": "New lead"}}]"""
                .formatted(Examples.statusChange("lead-7"))).isProblem(400, "urn:nudge:error:validation");

        assertThat(refused.pointers()).containsExactlyInAnyOrder("/1/type", "/1/leadId", "/1/organizationId",
                "/1/occuredAt", "/2", "/3/data/to");
        assertThat(records()).isEmpty();
    }

    @Test
    void the_organization_is_accepted_if_it_matches_the_token() {
        String event = """
                {"type": "lead.updated", "leadId": "lead-7", "organizationId": "%s"}""";

        producer.post("/api/events", event.formatted(organization)).is(202);
        assertThat(producer.post("/api/events", event.formatted("another")).isProblem(400,
                "urn:nudge:error:validation").pointers()).containsExactly("/organizationId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timer.due", "lead.opted_out", "lead.opted_in"})
    void reserved_event_types_are_rejected(String type) {
        assertThat(producer.post("/api/events", """
                {"type": "%s", "leadId": "lead-7", "data": {"automationId": "a", "run": 1, "followUp": 1,
                 "dueAt": "2026-04-22T10:14:00.000Z"}}""".formatted(type))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/type");
    }

    @Test
    void events_with_automation_origin_are_rejected() {
        assertThat(producer.post("/api/events", """
                {"type": "message.sent", "leadId": "lead-7", "data": {"origin": "automation"}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/data/origin");
    }

    @ParameterizedTest
    @CsvSource({"261900, 202", "262144, 400"})
    void an_event_has_at_most_256_KiB(int length, int status) {
        producer.post("/api/events",
                """
                {"type": "message.received", "leadId": "lead-7", "data": {"body": "%s"}}"""
                        .formatted("x".repeat(length)))
                .is(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 501})
    void a_list_has_1_to_500_events(int count) {
        producer.post("/api/events", Collections.nCopies(count, Examples.statusChange("lead-7")).toString())
                .isProblem(400, "urn:nudge:error:validation");
    }

    /** The records of this test's organization. */
    private List<ConsumerRecord<String, String>> records() {
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            return events.toTheEnd().stream().filter(
                    record -> Objects.equals(Json.object(record.value()).get("organizationId"), organization)).toList();
        }
    }
}
