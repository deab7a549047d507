package dev.nudge.reference;

import dev.nudge.reference.Lead.Run;
import dev.nudge.reference.Settings.Zone;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recorded answers (R1), in the order in which they were made. */
final class Decisions {
    /** A decision under construction. */
    record Draft(Map<String, Object> document) {
        Draft put(String name, @Nullable Object value) {
            document.put(name, value instanceof Instant instant ? Instants.write(instant) : value);
            return this;
        }

        Draft with(Zone zone) {
            return put("zone", zone.name()).put("zoneFrom", zone.from());
        }

        Draft trace(List<Map<String, Object>> trace) {
            return put("trace", List.copyOf(trace));
        }

        Draft askedUser(@Nullable String userAsked) {
            return put("userAsked", userAsked);
        }
    }

    private final List<Map<String, Object>> decisions;

    Decisions(List<Map<String, Object>> decisions) {
        this.decisions = decisions;
    }

    /** `run` is null where no run is concerned. */
    Draft decide(Lead lead, String eventId, String eventType, List<Map<String, Object>> notes, Instant now,
            String automationId, int version, String outcome, String reason, @Nullable Run run) {
        Map<String, Object> decision = new LinkedHashMap<>();
        Integer number = run == null ? null : run.number;
        decision.put("id", "d-" + Digests.of(
                Arrays.asList(eventId, lead.organizationId, lead.leadId, automationId, number, outcome)));
        decision.put("organizationId", lead.organizationId);
        decision.put("automationId", automationId);
        decision.put("automationVersion", version);
        decision.put("leadId", lead.leadId);
        decision.put("eventId", eventId);
        decision.put("eventType", eventType);
        decision.put("outcome", outcome);
        decision.put("reason", reason);
        decision.put("run", number);
        decision.put("followUp", run == null ? null : run.followUp);
        decision.put("userAsked", null);
        decision.put("zone", null);
        decision.put("zoneFrom", null);
        decision.put("dueAt", null);
        decision.put("runEnded", null);
        decision.put("skippedActions", List.of());
        decision.put("trace", List.of());
        decision.put("messageIds", List.of());
        decision.put("notes", List.copyOf(notes));
        decision.put("at", Instants.write(now));
        decisions.add(decision);
        return new Draft(decision);
    }
}
