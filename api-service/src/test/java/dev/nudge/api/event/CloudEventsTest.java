package dev.nudge.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Topic;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Events can be sent as CloudEvents 1.0 in structured JSON. */
@ApiTest
class CloudEventsTest {

    private static final String EVENT = """
            {"specversion": "1.0", "id": "evt-1", "source": "https://crm.example.com", "type": "status_change",
             "subject": "lead-7", "time": "2026-04-22T10:14:00Z", "datacontenttype": "application/json",
             "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "data": %s}""";

    private final String organization = Api.newOrganization();
    private final Client producer;

    CloudEventsTest(@Autowired Api api) {
        this.producer = api.member("crm", organization);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+json", "application/cloudevents+json; charset=utf-8",
            "application/json"})
    void a_cloud_event_becomes_a_lead_event(String contentType) {
        String data = "{\"from\": \"New lead\", \"to\": \"Contacted\"}";

        Answer accepted = producer.with("Content-Type", contentType)
                .send("POST", "/api/events", BodyPublishers.ofString(EVENT.formatted(data))).is(202);

        assertThat(accepted.json()).isEqualTo(Map.of("ids", List.of("evt-1")));
        assertThat(sent()).containsExactly(Json.object("""
                {"id": "evt-1", "type": "status_change", "organizationId": "%s", "leadId": "lead-7",
                 "occurredAt": "2026-04-22T10:14:00Z", "data": %s}""".formatted(organization, data)));
    }

    @Test
    void its_data_can_contain_the_attributes_of_the_lead() {
        append("[" + EVENT.formatted("{\"data\": {\"to\": \"Contacted\"}, \"lead\": {\"firstName\": \"Ana\"}}") + "]")
                .is(202);

        assertThat(sent()).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("data", Map.of("to", "Contacted")).containsEntry("lead", Map.of("firstName", "Ana")));
    }

    @Test
    void errors_and_warnings_point_to_its_own_attributes() {
        assertThat(append("""
                [{"specversion": "0.3", "type": "1st", "subject": "..", "organizationid": "another"},
                 {"specversion": "1.0", "type": "status_change", "subject": "lead-7", "data_base64": "e30="},
                 {"specversion": "1.0", "type": "status_change", "subject": "lead-7", "data": {"data": {}}},
                 {"specversion": "1.0", "type": "message.received", "subject": "lead-7",
                  "data": {"direction": "sideways"}}]""").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/0/specversion", "/0/type", "/0/subject", "/0/organizationid",
                        "/1/data_base64", "/1/data/to", "/2/data/data/to", "/3/data/direction");
        assertThat(sent()).isEmpty();
        assertThat(Json.objects(append("""
                [{"specversion": "1.0", "type": "lead.updated", "subject": "lead-7", "time": "yesterday",
                  "data": {"lead": {"tags": 7}}}]""").is(202).json(), "warnings"))
                .extracting(warning -> warning.get("pointer"))
                .containsExactlyInAnyOrder("/0/time", "/0/data/lead/tags");
    }

    private Answer append(String batch) {
        return producer.with("Content-Type", "application/cloudevents-batch+json")
                .send("POST", "/api/events", BodyPublishers.ofString(batch));
    }

    private List<Map<String, @Nullable Object>> sent() {
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            return events.of(organization);
        }
    }
}
