package dev.nudge.api.activity;

import dev.nudge.decision.Outcome;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What the newest decisions of an automation say. A run waits when the newest decision about it has a due instant; a
 * decision that only says that the run waits already changes nothing.
 */
final class Activity {

    private final String automationId;
    private final Set<Run> known = new HashSet<>();
    private Instant since;
    private @Nullable Instant lastFiredAt;
    private @Nullable Instant nextDueAt;
    private int waiting;
    private int fired;
    private int skipped;

    private record Run(String leadId, Object number) {}

    /** @param since the instant from which the figures count when there are no decisions */
    Activity(String automationId, Instant since) {
        this.automationId = automationId;
        this.since = since;
    }

    /** Decisions are added from the newest to the oldest. */
    void add(Document decision) {
        Instant at = decision.getDate("at").toInstant();
        since = at;
        String outcome = decision.getString("outcome");
        if (Outcome.FIRED.name().equals(outcome)) {
            fired++;
            lastFiredAt = lastFiredAt == null ? at : lastFiredAt;
        } else if (Outcome.SKIPPED.name().equals(outcome)) {
            skipped++;
        }
        addRun(decision, outcome);
    }

    private void addRun(Document decision, String outcome) {
        Object number = decision.get("run");
        Date dueAt = decision.getDate("dueAt");
        boolean saysNothing = Outcome.SKIPPED.name().equals(outcome) && dueAt == null
                && decision.get("runEnded") == null;
        if (number == null || saysNothing || !known.add(new Run(decision.getString("leadId"), number))) {
            return;
        }
        if (dueAt != null) {
            waiting++;
            nextDueAt = nextDueAt == null || dueAt.toInstant().isBefore(nextDueAt) ? dueAt.toInstant() : nextDueAt;
        }
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("automationId", automationId);
        json.put("lastFiredAt", lastFiredAt == null ? null : Json.text(lastFiredAt));
        json.put("nextDueAt", nextDueAt == null ? null : Json.text(nextDueAt));
        json.put("waiting", waiting);
        json.put("fired", fired);
        json.put("skipped", skipped);
        json.put("since", Json.text(since));
        return json;
    }
}
