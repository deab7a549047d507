package dev.nudge.api.event;

import dev.nudge.Limits;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestId;
import dev.nudge.api.web.Warning;
import dev.nudge.event.CloudEvent;
import dev.nudge.event.Direction;
import dev.nudge.event.ExternalId;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads and validates the lead events of one request, all of them or none. HTTP callers have fewer rights than
 * producers that write to the topic: the organization comes from the token, and event types reserved for Nudge and
 * unknown fields are rejected.
 */
public final class EventBatch {

    private static final Set<String> FIELDS = Set.of("id", "type", "organizationId", "leadId", "occurredAt", "data",
            "lead");
    private static final Set<String> RESERVED_TYPES = Set.of(LeadEvent.TIMER_DUE, LeadEvent.OPTED_IN,
            LeadEvent.RUN_CANCELLED);

    private final String organizationId;
    private final RequestId requestId;
    private final List<LeadEvent> events = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final JsonObject root = JsonObject.of(Map.of());

    private EventBatch(String organizationId, RequestId requestId) {
        this.organizationId = organizationId;
        this.requestId = requestId;
    }

    /** The events, and a warning for each part of them that will be ignored (N). */
    public record Accepted(List<LeadEvent> events, List<Warning> warnings) {}

    /**
     * @param requestId the basis of generated ids, for events without an id
     * @param json one event or a list of them
     * @throws ProblemException with all violations of all events
     */
    static Accepted read(String organizationId, RequestId requestId, @Nullable Object json) {
        EventBatch batch = new EventBatch(organizationId, requestId);
        if (json instanceof List<?> list) {
            batch.readAll(list);
        } else {
            batch.read(json, "", 0);
        }
        ProblemException.throwIfInvalid(batch.root);
        return new Accepted(batch.events, batch.warnings);
    }

    /**
     * Reads a single event that is part of a request, by the same rules.
     *
     * @param pointer to the event in the request
     * @throws ProblemException with all violations
     */
    public static Accepted readOne(String organizationId, RequestId requestId, Map<?, ?> json, String pointer) {
        EventBatch batch = new EventBatch(organizationId, requestId);
        batch.read(json, pointer, 0);
        ProblemException.throwIfInvalid(batch.root);
        return new Accepted(batch.events, batch.warnings);
    }

    private void readAll(List<?> list) {
        if (list.isEmpty() || list.size() > Limits.MAX_EVENTS_PER_REQUEST) {
            root.violationAt("", Violation.SIZE,
                    "Expected 1 to " + Limits.MAX_EVENTS_PER_REQUEST + " events but found " + list.size() + ".");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            read(list.get(i), "/" + i, i);
        }
    }

    private void read(@Nullable Object json, String pointer, int index) {
        if (!(json instanceof Map<?, ?> map)) {
            root.violationAt(pointer, Violation.TYPE,
                    "Expected an event object but found " + JsonObject.typeOf(json) + ".");
            return;
        }
        if (CloudEvent.isCloudEvent(map)) {
            readCloudEvent(root.nested(map, pointer), pointer, index);
        } else {
            read(root.nested(map, pointer), pointer, index, UnaryOperator.identity());
        }
    }

    private void readCloudEvent(JsonObject attributes, String pointer, int index) {
        CloudEvent cloudEvent = CloudEvent.read(attributes);
        JsonObject event = JsonObject.of(cloudEvent.toLeadEvent());
        read(event, pointer, index, cloudEvent::pointer);
        root.violationsAt(inEvent -> pointer + cloudEvent.pointer(inEvent), event.violations());
    }

    /** @param sent the pointer in the request to what a pointer in the event refers to */
    private void read(JsonObject sentEvent, String pointer, int index, UnaryOperator<String> sent) {
        checkSender(sentEvent);
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        sentEvent.names().forEach(name -> event.put(name, sentEvent.get(name)));
        if (event.get("id") == null) {
            event.put("id", "evt-" + requestId.value() + "-" + index);
        }
        event.put("organizationId", organizationId);
        JsonObject filled = sentEvent.nested(event, sentEvent.pointer());
        LeadEventReader.read(filled).ifPresent(understood -> {
            checkMessage(understood, filled);
            checkSize(understood, pointer);
            warnings.addAll(EventWarnings.of(understood, field -> pointer + sent.apply(field)));
            events.add(understood);
        });
    }

    /** Rejects what HTTP callers may not send, even if it is valid in the topic. */
    private void checkSender(JsonObject event) {
        checkFields(event, organizationId);
        if (event.get("type") instanceof String type && RESERVED_TYPES.contains(type)) {
            event.violation("type", Violation.UNKNOWN_VALUE, "Events of type \"" + type + "\" are reserved for Nudge.");
        }
    }

    /** Rejects unknown fields, another organization than the caller's, and what is ignored in the topic. */
    public static void checkFields(JsonObject event, String organizationId) {
        event.allowOnly(FIELDS);
        if (event.has("organizationId") && !organizationId.equals(event.get("organizationId"))) {
            event.violation("organizationId", Violation.CONFLICT, "Expected the token's organization, \""
                    + organizationId + "\", or none but found " + JsonObject.typeOf(event.get("organizationId")) + ".");
        }
        if (event.get("data") instanceof List<?> list && list.isEmpty()) {
            event.object("data"); // in the topic, an empty object
        }
        event.object("lead");
    }

    /** E3: what is ignored in the topic is an error of the caller, who can correct it. */
    private void checkMessage(LeadEvent event, JsonObject json) {
        String data = json.pointerTo("data");
        if (event.type().equals(LeadEvent.MESSAGE_RECEIVED) && event.direction() == Direction.UNKNOWN
                && json.get("data") instanceof Map<?, ?> fields) {
            json.violationAt(data + "/direction", Violation.UNKNOWN_VALUE,
                    "Expected \"inbound\" or \"outbound\" in \"direction\" but found "
                            + JsonObject.typeOf(fields.get("direction")) + ".");
        }
        if ("automation".equals(event.data().get("origin")) && !event.hasOwnMessageId()) {
            json.violationAt(data + "/origin", Violation.UNKNOWN_VALUE, "The value \"automation\" in \"origin\" is"
                    + " accepted only with the \"messageId\" of a message that Nudge sent.");
        }
        for (Map.Entry<String, String> id : Map.of("id", event.id(), "leadId", event.key().leadId()).entrySet()) {
            if (!ExternalId.isValid(id.getValue())) {
                json.violation(id.getKey(), Violation.FORMAT, "Expected an id of " + ExternalId.RULE + " in \""
                        + id.getKey() + "\" but found " + JsonObject.typeOf(id.getValue()) + ".");
            }
        }
    }

    private void checkSize(LeadEvent event, String pointer) {
        int size = JsonCodec.write(event.toJson()).length;
        if (size > Limits.MAX_EVENT_BYTES) {
            root.violationAt(pointer, Violation.SIZE,
                    "Expected an event of at most " + Limits.MAX_EVENT_BYTES + " bytes but found " + size + ".");
        }
    }
}
