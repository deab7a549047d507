package dev.nudge.event;

import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lead event in the structured JSON format of CloudEvents 1.0. {@code subject} is the lead's id, {@code time} is
 * {@code occurredAt}, and the extension {@code organizationid} is the organization. {@code data} is an object with
 * {@code data} and {@code lead} only, or else the event's data itself. {@code source}, {@code datacontenttype}, {@code
 * dataschema} and other extensions have no meaning for a lead event.
 */
public final class CloudEvent {

    private static final String SPECIFICATION_VERSION = "specversion";
    private static final Set<String> ENVELOPE = Set.of("data", "lead");
    private static final Map<String, String> NAMES = Map.of("/leadId", "/subject", "/occurredAt", "/time",
            "/organizationId", "/organizationid");

    private final JsonObject attributes;
    private final boolean isEnveloped;

    private CloudEvent(JsonObject attributes) {
        this.attributes = attributes;
        this.isEnveloped = attributes.get("data") instanceof Map<?, ?> data && !data.isEmpty()
                && ENVELOPE.containsAll(data.keySet());
    }

    /** Whether the object is a CloudEvent; a lead event has no field {@code specversion}. */
    public static boolean isCloudEvent(Map<?, ?> json) {
        return json.containsKey(SPECIFICATION_VERSION);
    }

    /** Reads a CloudEvent; what is wrong with it as such is added to the document's violations. */
    public static CloudEvent read(JsonObject json) {
        String version = json.requiredText(SPECIFICATION_VERSION, 20);
        if (!version.isEmpty() && !version.equals("1.0")) {
            json.violation(SPECIFICATION_VERSION, Violation.UNKNOWN_VALUE,
                    "Expected CloudEvents \"1.0\" in \"specversion\" but found " + JsonObject.typeOf(version) + ".");
        }
        if (json.has("data_base64")) {
            json.violation("data_base64", Violation.UNKNOWN_FIELD,
                    "Expected the data as JSON in \"data\" but found it in Base64.");
        }
        return new CloudEvent(json);
    }

    /** The lead event in its own format. */
    public Map<String, @Nullable Object> toLeadEvent() {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        put(event, "id", "id");
        put(event, "type", "type");
        put(event, "organizationId", "organizationid");
        put(event, "leadId", "subject");
        put(event, "occurredAt", "time");
        if (isEnveloped && attributes.get("data") instanceof Map<?, ?> envelope) {
            envelope.forEach((name, value) -> event.put(String.valueOf(name), value));
        } else {
            put(event, "data", "data");
        }
        return event;
    }

    private void put(Map<String, @Nullable Object> event, String name, String attribute) {
        if (attributes.names().contains(attribute)) {
            event.put(name, attributes.get(attribute));
        }
    }

    /** The pointer to what a pointer into {@link #toLeadEvent} refers to. */
    public String pointer(String inLeadEvent) {
        if (isEnveloped && ENVELOPE.stream().anyMatch(name -> isIn("/" + name, inLeadEvent))) {
            return "/data" + inLeadEvent;
        }
        return NAMES.getOrDefault(inLeadEvent, inLeadEvent);
    }

    private static boolean isIn(String parent, String pointer) {
        return pointer.equals(parent) || pointer.startsWith(parent + "/");
    }
}
