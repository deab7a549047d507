package dev.nudge.api.callback;

import dev.nudge.address.AddressKind;
import dev.nudge.api.callback.Signatures.SignedBody;
import dev.nudge.api.inbound.InboundMessage;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.ExternalId;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway sends: {@code {"type", "timestamp"?, "data"}}, a message that came in or what became of one. All
 * errors are reported at once.
 */
sealed interface WebhookBody {

    /** A message that came in. */
    record Received(InboundMessage message) implements WebhookBody {}

    /** What became of a message. */
    record Status(DeliveryReport report) implements WebhookBody {}

    /**
     * @param now of a status without an instant
     * @throws ProblemException when the body is not valid
     */
    static WebhookBody read(String organizationId, SignedBody signed, Instant now) {
        JsonObject body = switch (JsonCodec.readObject(signed.body())) {
            case Reading.Understood(var json) -> JsonObject.of(json);
            case Reading.Refused(var violations) -> throw ProblemException.invalid(violations);
        };
        body.allowOnly(Set.of("type", "timestamp", "data"));
        String type = body.requiredText("type", 100);
        Instant timestamp = body.instant("timestamp");
        JsonObject data = body.object("data");
        if (data == null && !body.has("data")) {
            body.violation("data", Violation.REQUIRED, "\"data\" is required.");
        }
        JsonObject fields = data == null ? body.nested(Map.of(), "/data") : data;
        WebhookBody read = switch (type) {
            case "message.received" -> new Received(Reader.message(organizationId, signed, fields, timestamp));
            case "message.status" -> new Status(Reader.report(organizationId, signed, fields,
                    timestamp == null ? now : timestamp));
            case String unknown -> {
                if (!unknown.isBlank()) {
                    body.violation("type", Violation.UNKNOWN_VALUE, "Expected \"message.received\" or"
                            + " \"message.status\" in \"type\" but found " + JsonObject.typeOf(unknown) + ".");
                }
                throw ProblemException.invalid(body.violations());
            }
        };
        ProblemException.throwIfInvalid(body);
        return read;
    }

    /** Reads the fields of each type. */
    final class Reader {

        private static final int MAX_ADDRESS_LENGTH = 400;
        private static final int MAX_SUBJECT_LENGTH = 1_000;
        private static final int MAX_BODY_LENGTH = 200_000;
        private static final int MAX_URL_LENGTH = 2_000;
        private static final int MOST_ATTACHMENTS = 100;
        private static final int MAX_CODE_LENGTH = 100;
        private static final int MAX_TEXT_LENGTH = 1_000;
        private static final Set<String> CHANNELS = Set.of("sms", "whatsapp", "email");
        private static final Map<String, MessageState> STATES = Map.of("SENT", MessageState.SENT, "DELIVERED",
                MessageState.DELIVERED, "FAILED", MessageState.FAILED, "OPTED_OUT", MessageState.OPTED_OUT);

        private Reader() {}

        private static InboundMessage message(String organizationId, SignedBody signed, JsonObject data,
                @Nullable Instant timestamp) {
            data.allowOnly(Set.of("id", "channel", "from", "to", "subject", "body", "occurredAt", "automatic",
                    "attachments"));
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            String channel = oneOf(data, "channel", CHANNELS);
            event.put("channel", channel);
            put(event, "subject", data.text("subject", MAX_SUBJECT_LENGTH));
            put(event, "body", data.text("body", MAX_BODY_LENGTH));
            put(event, "to", data.text("to", MAX_ADDRESS_LENGTH));
            put(event, "providerId", data.has("id") ? id(data, "id") : null);
            put(event, "automatic", data.bool("automatic"));
            List<String> attachments = data.texts("attachments", MOST_ATTACHMENTS, MAX_URL_LENGTH);
            put(event, "attachments", attachments.isEmpty() ? null : attachments);
            String from = data.requiredText("from", MAX_ADDRESS_LENGTH);
            Instant occurredAt = data.instant("occurredAt");
            return new InboundMessage(organizationId,
                    "webhook-" + LeadEvent.fingerprint(signed.provider(), signed.id()),
                    channel.equals("email") ? AddressKind.EMAIL : AddressKind.PHONE, from,
                    occurredAt == null ? timestamp : occurredAt, event);
        }

        private static DeliveryReport report(String organizationId, SignedBody signed, JsonObject data,
                Instant timestamp) {
            data.allowOnly(Set.of("messageId", "leadId", "state", "code", "text", "occurredAt"));
            String state = oneOf(data, "state", STATES.keySet());
            Instant occurredAt = data.instant("occurredAt");
            return DeliveryReport.ofProvider(organizationId, id(data, "messageId"), id(data, "leadId"),
                    signed.provider(),
                    null,
                    STATES.getOrDefault(state, MessageState.UNKNOWN), data.text("code", MAX_CODE_LENGTH),
                    data.text("text", MAX_TEXT_LENGTH), occurredAt == null ? timestamp : occurredAt);
        }

        private static void put(Map<String, @Nullable Object> event, String name, @Nullable Object value) {
            if (value != null) {
                event.put(name, value);
            }
        }

        private static String oneOf(JsonObject data, String name, Set<String> known) {
            String value = data.requiredText(name, 100);
            if (!value.isBlank() && !known.contains(value)) {
                data.violation(name, Violation.UNKNOWN_VALUE, "Expected one of "
                        + String.join(", ", known.stream().sorted().toList()) + " in \"" + name + "\" but found "
                        + JsonObject.typeOf(value) + ".");
            }
            return value;
        }

        private static String id(JsonObject data, String name) {
            String id = data.requiredText(name, 1_000);
            if (!id.isBlank() && !ExternalId.isValid(id)) {
                data.violation(name, Violation.FORMAT, "Expected an id of " + ExternalId.RULE + " in \"" + name
                        + "\" but found " + JsonObject.typeOf(id) + ".");
            }
            return id;
        }
    }
}
