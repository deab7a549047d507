package dev.nudge.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topic accepts CloudEvents 1.0 in structured JSON. */
class CloudEventTest {

    private static final String EVENT = """
            {"specversion": "1.0", "id": "evt-1", "source": "https://crm.example.com", "type": "status_change",
             "subject": "lead-7", "time": "2026-04-22T10:14:00Z", "organizationid": "acme", "dataschema": "x",
             "data": %s}""";

    @Test
    void its_attributes_are_those_of_a_lead_event() {
        LeadEvent event = read(EVENT.formatted("{\"to\": \"Contacted\"}")).orThrow();

        assertThat(event).isEqualTo(new LeadEvent("evt-1", "status_change", new LeadKey("acme", "lead-7"),
                Instant.parse("2026-04-22T10:14:00Z"), Map.of("to", "Contacted"), Map.of(), List.of(),
                Map.of("id", "evt-1", "type", "status_change", "organizationId", "acme", "leadId", "lead-7",
                        "occurredAt", "2026-04-22T10:14:00Z", "data", Map.of("to", "Contacted"))));
    }

    @Test
    void its_data_can_be_the_data_and_the_attributes_of_a_lead_event() {
        LeadEvent event = read(
                EVENT.formatted("{\"data\": {\"to\": \"Contacted\"}, \"lead\": {\"firstName\": \"Ana\"}}"))
                .orThrow();

        assertThat(event.data()).isEqualTo(Map.of("to", "Contacted"));
        assertThat(event.lead()).isEqualTo(Map.of("firstName", "Ana"));
    }

    @Test
    void data_with_another_field_are_the_data_of_the_event() {
        assertThat(read(EVENT.formatted("{\"to\": \"Contacted\", \"lead\": 7}")).orThrow().data())
                .isEqualTo(Map.of("to", "Contacted", "lead", 7L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"1.0\" | \"2.0\" | /specversion", "\"lead-7\" | \"..\" | /subject",
            "\"acme\" | \"a c\" | /organizationid", "\"Contacted\" | \" \" | /data/to",
            "\"dataschema\" | \"data_base64\" | /data_base64",
            "{\"to\": \"Contacted\"} | {\"data\": {}} | /data/data/to"})
    void what_is_wrong_is_at_its_own_attribute(String part, String replacement, String pointer) {
        Reading<LeadEvent> reading = read(EVENT.formatted("{\"to\": \"Contacted\"}").replace(part, replacement));

        assertThat(reading).isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(
                ((Reading.Refused<?>) refused).violations()).extracting(Violation::pointer).containsExactly(pointer));
    }

    private static Reading<LeadEvent> read(String json) {
        return LeadEventCodec.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
