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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Header;
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
                 "occurredAt": "2026-04-22T12:14:00+02:00",
                 "data": {"direction": "inbound", "channel": "sms", "body": "Is it still available?"},
                 "lead": {"firstName": "Ana", "score": 0.1}}""".formatted(organization)));
    }

    @ParameterizedTest
    @CsvSource({"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,true",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00,false", "nonsense,false"})
    void an_event_belongs_to_the_trace_of_its_request_if_that_is_sampled(String traceparent, boolean isSampled) {
        producer.with("traceparent", traceparent).post("/api/events", Examples.statusChange("lead-7")).is(202);

        Header header = records().getFirst().headers().lastHeader("traceparent");
        assertThat(header != null).isEqualTo(isSampled);
        if (header != null) {
            assertThat(new String(header.value(), StandardCharsets.UTF_8))
                    .matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01").isNotEqualTo(traceparent);
        }
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
    @ValueSource(strings = {"timer.due", "lead.opted_in", "lead.run_cancelled"})
    void reserved_event_types_are_rejected(String type) {
        assertThat(producer.post("/api/events", """
                {"type": "%s", "leadId": "lead-7", "data": {"automationId": "a", "run": 1, "followUp": 1,
                 "dueAt": "2026-04-22T10:14:00.000Z"}}""".formatted(type))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/type");
    }

    @ParameterizedTest // E10, E11
    @CsvSource({"lead.opted_out, {\"channel\": \"sms\"}", "lead.deleted, {}", "lead.merged, {\"into\": \"lead-8\"}"})
    void producers_can_report_opt_outs_deletions_and_merges(String type, String data) {
        producer.post("/api/events", """
                {"type": "%s", "leadId": "lead-7", "data": %s}""".formatted(type, data)).is(202);
    }

    @Test // E10
    void a_merge_names_another_lead() {
        for (String data : List.of("{}", "{\"into\": \"lead-7\"}", "{\"into\": \"..\"}")) {
            assertThat(producer.post("/api/events", """
                    {"type": "lead.merged", "leadId": "lead-7", "data": %s}""".formatted(data))
                    .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/data/into");
        }
    }

    @Test // E3
    void an_unknown_direction_is_rejected() {
        assertThat(producer.post("/api/events", """
                [{"type": "message.received", "leadId": "lead-7", "data": {"direction": " Incoming "}},
                 {"type": "message.received", "leadId": "lead-7", "data": {"direction": 1}},
                 {"type": "message.received", "leadId": "lead-7", "data": {"direction": "sideways"}},
                 {"type": "message.received", "leadId": "lead-7", "data": {"direction": {}}},
                 {"type": "custom.event", "leadId": "lead-7", "data": {"direction": "sideways"}}]""")
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/2/data/direction", "/3/data/direction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[]", "\"text\"", "true"})
    void data_and_lead_are_objects(String value) {
        assertThat(producer.post("/api/events", """
                {"type": "message.received", "leadId": "lead-7", "data": %s, "lead": %s}""".formatted(value, value))
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/data", "/lead");
    }

    @Test // N, E1, E2, E3
    void what_is_ignored_is_a_warning_and_the_event_is_sent_unchanged() {
        String event = """
                {"id": "evt-1", "type": "message.received", "leadId": "lead-7", "occurredAt": "yesterday",
                 "data": {"body": ["x"]},
                 "lead": {"timezone": "Mars/Olympus", "tags": 7, "a.b": 1, "x/y": {"$z": 1}, "firstName": "Ana"}}""";

        Answer accepted = producer.post("/api/events", "[%s, %s]".formatted(Examples.statusChange("lead-7"), event))
                .is(202);

        assertThat(Json.objects(accepted.json(), "warnings"))
                .extracting(warning -> warning.get("code") + " " + warning.get("pointer"))
                .containsExactlyInAnyOrder("OCCURRED_AT_IGNORED /1/occurredAt", "TIMEZONE_IGNORED /1/lead/timezone",
                        "ATTRIBUTE_IGNORED /1/lead/tags", "ATTRIBUTE_IGNORED /1/lead/a.b",
                        "ATTRIBUTE_IGNORED /1/lead/x~1y", "BODY_IGNORED /1/data/body");
        Map<String, Object> sent = new LinkedHashMap<>(Json.object(event));
        sent.put("organizationId", organization);
        assertThat(Json.object(records().getLast().value())).isEqualTo(sent);
    }

    @Test
    void a_hundred_warnings_are_listed_and_the_others_counted() {
        String event = "{\"type\": \"lead.updated\", \"leadId\": \"lead-7\", \"lead\": {\"$x\": 1, \"$y\": 1}}";

        List<Map<String, Object>> warnings = new ArrayList<>(Json.objects(
                producer.post("/api/events", Collections.nCopies(60, event).toString()).is(202).json(), "warnings"));

        assertThat(warnings).hasSize(101).last().satisfies(
                warning -> assertThat(warning).containsEntry("code", "MORE").containsEntry("pointer", "")
                        .containsEntry("message", "There are 20 more warnings."));
    }

    @Test // E3
    void a_message_of_an_automation_has_the_id_of_a_message_that_nudge_sent() {
        String event = """
                {"type": "message.sent", "leadId": "lead-7", "data": {"origin": "automation", "messageId": "%s"}}""";

        producer.post("/api/events", event.formatted("m-0123456789abcdef0123456789abcdef")).is(202);
        for (String other : List.of("m-0123456789ABCDEF0123456789abcdef", "m-1", "evt-1")) {
            assertThat(producer.post("/api/events", event.formatted(other))
                    .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/data/origin");
        }
        assertThat(producer.post("/api/events", event.formatted("m-0123456789abcdef0123456789abcdef")
                .replace("lead-7", "..")).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/leadId");
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
