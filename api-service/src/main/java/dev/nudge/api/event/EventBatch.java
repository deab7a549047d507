package dev.nudge.api.event;

import dev.nudge.api.http.Refusal;
import dev.nudge.api.http.RequestId;
import dev.nudge.api.json.JsonText;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lead events of one request, all of them or none. Who calls over HTTP is trusted with less than who writes
 * to the topic: the organization is the token's, what only the engine and the API themselves say is refused, and so are
 * fields that the engine would not look at.
 */
final class EventBatch {

    private static final int MAX_EVENTS = 500;
    private static final Set<String> FIELDS = Set.of("id", "type", "organizationId", "leadId", "occurredAt", "data",
            "lead");
    private static final Set<String> RESERVED_TYPES = Set.of(LeadEvent.TIMER_DUE, LeadEvent.OPTED_OUT,
            LeadEvent.OPTED_IN);

    private final String organizationId;
    private final RequestId requestId;
    private final List<LeadEvent> events = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    private EventBatch(String organizationId, RequestId requestId) {
        this.organizationId = organizationId;
        this.requestId = requestId;
    }

    /**
     * @param requestId makes the ids of events that have none
     * @param json one event or a list of them
     * @throws Refusal with everything that is wrong with any of them
     */
    static List<LeadEvent> read(String organizationId, RequestId requestId, @Nullable Object json) {
        EventBatch batch = new EventBatch(organizationId, requestId);
        if (json instanceof List<?> list) {
            batch.readAll(list);
        } else {
            batch.read(json, "", 0);
        }
        if (!batch.violations.isEmpty()) {
            throw Refusal.invalid(batch.violations);
        }
        return batch.events;
    }

    private void readAll(List<?> list) {
        if (list.isEmpty() || list.size() > MAX_EVENTS) {
            violations.add(new Violation("", Violation.SIZE,
                    "Expected 1 to " + MAX_EVENTS + " events but found " + list.size() + "."));
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            read(list.get(i), "/" + i, i);
        }
    }

    private void read(@Nullable Object json, String pointer, int index) {
        if (!(json instanceof Map<?, ?> map)) {
            violations.add(new Violation(pointer, Violation.TYPE,
                    "Expected an event, an object, but found " + JsonObject.typeOf(json) + "."));
            return;
        }
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        map.forEach((name, value) -> event.put(String.valueOf(name), value));
        List<Violation> found = new ArrayList<>(checkSender(event));
        if (event.get("id") == null) {
            event.put("id", "evt-" + requestId.value() + "-" + index);
        }
        event.put("organizationId", organizationId);
        switch (LeadEventReader.read(event)) {
            case Reading.Understood<LeadEvent>(LeadEvent understood) -> {
                found.addAll(checkSize(understood));
                events.add(understood);
            }
            case Reading.Refused<LeadEvent>(var refused) -> found.addAll(refused);
        }
        found.forEach(violation -> violations
                .add(new Violation(pointer + violation.pointer(), violation.code(), violation.message())));
    }

    /** What may not be said over HTTP, right as it may be otherwise. */
    private List<Violation> checkSender(Map<String, @Nullable Object> json) {
        JsonObject event = JsonObject.of(json);
        event.allowOnly(FIELDS);
        if (event.has("organizationId") && !organizationId.equals(event.get("organizationId"))) {
            event.violation("organizationId", Violation.CONFLICT, "Expected the token's organization, \""
                    + organizationId + "\", or none but found " + JsonObject.typeOf(event.get("organizationId")) + ".");
        }
        if (event.get("type") instanceof String type && RESERVED_TYPES.contains(type)) {
            event.violation("type", Violation.UNKNOWN_VALUE, "Events of type \"" + type + "\" are Nudge's own.");
        }
        if (event.get("data") instanceof Map<?, ?> data && "automation".equals(data.get("origin"))) {
            event.violationAt(event.pointerTo("data") + "/origin", Violation.UNKNOWN_VALUE,
                    "Only Nudge itself says \"automation\" in \"origin\".");
        }
        return event.violations();
    }

    private static List<Violation> checkSize(LeadEvent event) {
        int size = JsonText.write(event.toJson()).length;
        return size <= LeadEvent.MAX_BYTES
                ? List.of()
                : List.of(new Violation("", Violation.SIZE,
                        "Expected an event of at most " + LeadEvent.MAX_BYTES + " bytes but found " + size + "."));
    }
}
