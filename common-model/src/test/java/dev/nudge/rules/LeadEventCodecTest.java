package dev.nudge.rules;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nudge.Limits;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Reading;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reason of a refused record says what its bytes look like (E6), and which ids and types are valid (E1). */
class LeadEventCodecTest {

    private static final String EVENT = """
            {"id": "evt-1", "type": "lead.asked", "organizationId": "acme", "leadId": "ana"}""";

    private static byte[] framed(int schema, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length).put((byte) 0).putInt(schema).put(payload).array();
    }

    static Stream<Arguments> notUnderstood() {
        return Stream.of(arguments(new byte[0], "Expected a lead event but the record's value is empty."),
                arguments(" ".getBytes(UTF_8), "Expected JSON but found nothing."),
                arguments(framed(42, EVENT.getBytes(UTF_8)), confluent(42)),
                arguments(framed(300, EVENT.getBytes(UTF_8)), confluent(300)),
                arguments(framed(7, new byte[]{0, 8, 'a'}), confluent(7)),
                arguments(EVENT.getBytes(UTF_16LE), "Expected JSON in UTF-8 but found what looks like UTF-16."),
                arguments(("{\"schema\": {\"type\": \"struct\"}, \"payload\": " + EVENT + "}").getBytes(UTF_8),
                        "Expected a lead event but found Kafka Connect's envelope of \"schema\" and \"payload\". Set"
                                + " schemas.enable=false for the connector's JSON converter."),
                arguments(("[" + EVENT + "]").getBytes(UTF_8), "Expected one lead event, an object, but found a list of"
                        + " 1 values. Write each event as a record of its own."),
                arguments(("\"" + EVENT.replace("\"", "\\\"") + "\"").getBytes(UTF_8), "Expected a lead event, an"
                        + " object, but found a text that contains JSON. The producer encodes the event twice; write it"
                        + " without the outer quotation marks."),
                arguments("5".getBytes(UTF_8), "Expected a lead event, an object, but found the number 5."),
                arguments("null".getBytes(UTF_8), "Expected a lead event, an object, but found null."),
                arguments(EVENT.replace("}", ",\n}").getBytes(UTF_8),
                        "Expected JSON at line 2, column 1 but found none:"
                                + " Unexpected character ('}' (code 125)): was expecting double-quote to start property name."),
                arguments(EVENT.replace("}", ",\n\"data\": {\"a\": 1, \"a\": 2}}").getBytes(UTF_8),
                        "Expected each name once in an object but found \"a\" again at line 2, column 18."),
                arguments(EVENT.replace("}", ", \"lead\": {\"score\": 1e2147483648}}").getBytes(UTF_8),
                        "/lead/score: Expected a number within the range of IEEE 754 decimal128 but found 1e2147483648"
                                + " at line 1, column 100."),
                arguments(new byte[Limits.MAX_EVENT_BYTES + 1],
                        "Expected a lead event of at most 262144 bytes but found 262145."));
    }

    private static String confluent(int schema) {
        return "Expected a lead event in JSON but found a zero byte and the schema id " + schema + ", as Confluent's"
                + " Schema Registry serializers write before a payload. Configure the producer to write plain JSON.";
    }

    @ParameterizedTest // E6
    @MethodSource("notUnderstood")
    void a_reason_says_what_the_bytes_look_like(byte[] value, String reason) {
        assertThat(LeadEventCodec.read(value)).isInstanceOfSatisfying(Reading.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static LeadEvent read(String name, String json) {
        String other = "{\"id\": \"evt-1\", \"type\": \"lead.asked\", \"organizationId\": \"acme\", \"leadId\": \"ana\"}";
        String value = other.split("\"" + name + "\": ")[1].split("[,}]")[0];
        return LeadEventCodec.read(other.replace("\"" + name + "\": " + value, "\"" + name + "\": " + json)
                .getBytes(UTF_8)).orThrow();
    }

    @Test // E1
    void an_integer_id_is_converted_to_its_digits() {
        for (String integer : new String[]{"42", "-7", "0", "9223372036854775808", "123456789012345678901234567890123",
                "100000000000000000000"}) {
            assertThat(read("leadId", integer).key()).isEqualTo(new LeadKey("acme", integer));
            assertThat(read("id", integer).id()).isEqualTo(integer);
        }
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"Deal.Won", "a", "order/created", "urn:x-y:z", "A-b_c"})
    void types_are_read_as_they_are_written(String type) {
        assertThat(read("type", "\"" + type + "\"").type()).isEqualTo(type);
        assertThat(read("type", "\"" + "T".repeat(128) + "\"").type()).hasSize(128);
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"a b", "...", "a/...", "..a/b..", "a.b/.c", "a;b", "%2e%2e", "\u00fc\ud83d\ude00",
            "\ud83d\udc69\u200d\ud83d\udcbb", " a",
            "\\\\", "?a=b#c"})
    void ids_are_opaque(String id) {
        assertThat(read("leadId", "\"" + id + "\"").key().leadId()).isEqualTo(id.replace("\\\\", "\\"));
    }

    @Test // a lead that was stored by an earlier version keeps its timers
    void the_engines_own_events_may_have_ids_that_are_refused_in_other_events() {
        for (String type : new String[]{"timer.due\", \"data\": {\"automationId\": \"a\", \"run\": 1, \"followUp\": 1,"
                + " \"dueAt\": \"2026-04-22T10:14:00Z\"}, \"x\": \"",
                "message.sent\", \"data\": {\"origin\": \"automation\"}, \"x\": \""}) {
            assertThat(LeadEventCodec.read(EVENT.replace("lead.asked", type).replace("ana", "..").getBytes(UTF_8))
                    .orThrow().key().leadId()).isEqualTo("..");
        }
    }

    @Test
    void the_reason_for_a_record_with_many_errors_is_short() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 12_500; i++) {
            names.append("\"n").append(i).append("\": 1e7000, ");
        }
        byte[] value = EVENT.replace("}", ", \"lead\": {" + names + "\"n\": 1e7000}}").getBytes(UTF_8);
        assertThat(value).hasSizeGreaterThan(200_000);
        var refused = (Reading.Refused<?>) LeadEventCodec.read(value);
        assertThat(refused.violations()).hasSize(100);
        assertThat(refused.reason()).endsWith(" There are 12401 more errors.").hasSizeLessThan(20_000);
    }
}
