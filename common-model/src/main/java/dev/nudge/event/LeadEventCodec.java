package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a lead event from a record's bytes, in its own format or as a CloudEvent (E6). A refusal says what format the
 * bytes appear to have, where that can be determined, and how to correct the producer.
 */
public final class LeadEventCodec {

    private static final Set<String> CONNECT_ENVELOPE = Set.of("schema", "payload");
    /** The zero byte and the schema id that Confluent's serializers write before the payload. */
    private static final int CONFLUENT_HEADER = 5;

    private LeadEventCodec() {}

    public static Reading<LeadEvent> read(byte[] value) {
        if (value.length == 0) {
            return refused(Violation.REQUIRED, "Expected a lead event but the record's value is empty.");
        }
        if (value.length > Limits.MAX_EVENT_BYTES) {
            return refused(Violation.SIZE, "Expected a lead event of at most " + Limits.MAX_EVENT_BYTES
                    + " bytes but found " + value.length + ".");
        }
        return switch (JsonCodec.read(value)) {
            case Reading.Understood<JsonCodec.Value>(JsonCodec.Value json) -> event(json);
            case Reading.Refused<JsonCodec.Value> refused when looksFramed(value) -> refused(Violation.FORMAT,
                    "Expected a lead event in JSON but found a zero byte and the schema id "
                            + ByteBuffer.wrap(value).getInt(1) + ", as Confluent's Schema Registry serializers write"
                            + " before a payload. Configure the producer to write plain JSON.");
            case Reading.Refused<JsonCodec.Value>(List<Violation> violations) -> new Reading.Refused<>(violations);
        };
    }

    private static Reading<LeadEvent> event(JsonCodec.Value value) {
        return switch (value.json()) {
            case Map<?, ?> envelope when envelope.keySet().equals(CONNECT_ENVELOPE) -> refused(Violation.FORMAT,
                    "Expected a lead event but found Kafka Connect's envelope of \"schema\" and \"payload\"."
                            + " Set schemas.enable=false for the connector's JSON converter.");
            case Map<?, ?> event when CloudEvent.isCloudEvent(event) -> cloudEvent(event);
            case Map<?, ?> event -> LeadEventReader.readParsed(names(event));
            case List<?> list -> refused(Violation.TYPE, "Expected one lead event, an object, but found a list of "
                    + list.size() + " values. Write each event as a record of its own.");
            case String text when text.strip().startsWith("{") -> refused(Violation.TYPE,
                    "Expected a lead event, an object, but found a text that contains JSON. The producer encodes the"
                            + " event twice; write it without the outer quotation marks.");
            case null, default -> refused(Violation.TYPE,
                    "Expected a lead event, an object, but found " + JsonObject.typeOf(value.json()) + ".");
        };
    }

    @SuppressWarnings("unchecked") // the keys of parsed JSON are strings
    private static Map<String, @Nullable Object> names(Map<?, ?> parsed) {
        return (Map<String, @Nullable Object>) parsed;
    }

    private static Reading<LeadEvent> cloudEvent(Map<?, ?> json) {
        JsonObject attributes = JsonObject.of(names(json));
        CloudEvent event = CloudEvent.read(attributes);
        Reading<LeadEvent> read = LeadEventReader.readParsed(event.toLeadEvent());
        if (read instanceof Reading.Refused<LeadEvent>(List<Violation> violations)) {
            attributes.violationsAt(event::pointer, violations);
        }
        return attributes.violations().isEmpty() ? read : new Reading.Refused<>(attributes.violations());
    }

    private static boolean looksFramed(byte[] value) {
        return value.length > CONFLUENT_HEADER && value[0] == 0 && value[1] == 0
                && JsonCodec.otherEncoding(value).isEmpty();
    }

    private static Reading<LeadEvent> refused(String code, String sentence) {
        return Reading.refused("", code, sentence);
    }
}
