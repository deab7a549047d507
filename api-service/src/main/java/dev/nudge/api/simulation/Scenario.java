package dev.nudge.api.simulation;

import dev.nudge.Limits;
import dev.nudge.json.JsonCodec;
import dev.nudge.api.event.EventBatch;
import dev.nudge.api.security.Caller;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The input of a simulation.
 *
 * @param leadIsNamed whether the event contains a lead id
 * @param lead the attributes of the lead, which replace the stored ones; null when the body has none
 */
record Scenario(LeadEvent event, boolean leadIsNamed, @Nullable LeadEvent lead, Instant at) {

    static final Set<String> FIELDS = Set.of("event", "lead", "at");

    private static final String NO_ID = "simulated";
    /** Timers can fall due years later, and instants have four-digit years. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

    /** Empty when the body has violations. */
    static Optional<Scenario> read(Caller caller, JsonObject body, Instant now) {
        Instant at = at(body, now);
        JsonObject event = body.object("event");
        if (!body.has("event")) {
            body.violation("event", Violation.REQUIRED, "\"event\" is required and must contain \"type\".");
        }
        Optional<LeadEvent> understood = event == null ? Optional.empty() : event(caller, event);
        String leadId = understood.map(known -> known.key().leadId()).orElse(NO_ID);
        Optional<LeadEvent> lead = body.object("lead") == null
                ? Optional.empty()
                : Optional.ofNullable(body.get("lead")).flatMap(attributes -> lead(caller, leadId, attributes, body));
        return understood.map(
                known -> new Scenario(known, event != null && event.has("leadId"), lead.orElse(null), at));
    }

    private static Instant at(JsonObject body, Instant now) {
        String text = body.text("at", 64);
        if (text == null) {
            return now;
        }
        return Json.instant(text).filter(at -> !at.isBefore(EARLIEST) && at.isBefore(LATEST)).orElseGet(() -> {
            body.violation("at", Violation.FORMAT, "Expected an ISO-8601 instant such as 2026-04-22T10:14:00.000Z, "
                    + "from the year 1970 on and before 9000, in \"at\" but found " + JsonObject.typeOf(text) + ".");
            return now;
        });
    }

    /** Reads the event as from a producer, and adds the fields that are optional in a simulation. */
    private static Optional<LeadEvent> event(Caller caller, JsonObject event) {
        EventBatch.checkFields(event, caller.organizationId());
        Map<String, @Nullable Object> filled = new LinkedHashMap<>();
        event.names().forEach(name -> filled.put(name, event.get(name)));
        if (LeadEvent.TIMER_DUE.equals(event.get("type"))) {
            event.violation("type", Violation.UNKNOWN_VALUE,
                    "Do not send timer events. The simulation fires each timer when it is due.");
        }
        filled.put("organizationId", caller.organizationId());
        filled.computeIfAbsent("id", _ -> idOfNoOther());
        filled.computeIfAbsent("leadId", _ -> NO_ID);
        return understood(event.nested(filled, event.pointer()));
    }

    /** Reads attributes in the form of an event's {@code lead}. */
    private static Optional<LeadEvent> lead(Caller caller, String leadId, Object attributes, JsonObject body) {
        Map<String, @Nullable Object> update = new LinkedHashMap<>();
        update.put("id", idOfNoOther());
        update.put("type", LeadEvent.LEAD_UPDATED);
        update.put("organizationId", caller.organizationId());
        update.put("leadId", leadId);
        update.put("lead", attributes);
        return understood(body.nested(update, ""));
    }

    /** A generated id must never repeat another id (E5). */
    private static String idOfNoOther() {
        return NO_ID + "-" + UUID.randomUUID();
    }

    private static Optional<LeadEvent> understood(JsonObject json) {
        Optional<LeadEvent> understood = LeadEventReader.read(json);
        int size = understood.map(event -> JsonCodec.write(event.toJson()).length).orElse(0);
        if (size > Limits.MAX_EVENT_BYTES) {
            json.violationAt(json.pointer(), Violation.SIZE,
                    "Expected at most " + Limits.MAX_EVENT_BYTES + " bytes but found " + size + ".");
        }
        return understood;
    }
}
