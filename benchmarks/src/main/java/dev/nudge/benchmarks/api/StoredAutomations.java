package dev.nudge.benchmarks.api;

import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Inserts thousands of automations into the database, as the API stores them. */
public final class StoredAutomations {

    private static final int BATCH = 5_000;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private StoredAutomations() {}

    /** Returns their ids in the order of their creation. */
    public static List<String> insert(Environment environment, String organizationId, int count) {
        List<String> ids = new ArrayList<>(count);
        List<Document> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = new ObjectId().toHexString();
            ids.add(id);
            batch.add(automation(id, organizationId, i));
            if (batch.size() == BATCH || i == count - 1) {
                environment.collection("automations").insertMany(batch);
                batch.clear();
            }
        }
        return ids;
    }

    private static Document automation(String id, String organizationId, int number) {
        return Document.parse(json(number)).append("_id", id).append("organizationId", organizationId)
                .append("userId", "user-0").append("version", 1)
                .append("createdAt", Date.from(FIRST.plusSeconds(number)))
                .append("updatedAt", Date.from(FIRST.plusSeconds(number)));
    }

    /** The request body. */
    public static String json(int number) {
        return """
                {"name": "Follow-up %d", "description": "Send a follow-up SMS if the lead has not replied in 24h.",
                 "event": "message.received", "triggerType": "status_change", "sourceStatuses": ["New lead"],
                 "maxTransitions": 3,
                 "conditions": [{"field": "lastInboundDirection", "op": "eq", "value": "inbound"}],
                 "triggerLogicType": "timer", "timerLogic": {"enabled": true, "delay": 24, "unit": "hours"},
                 "schedule": {"start": "09:00", "end": "18:00"}, "maxFollowUpCount": 3,
                 "actions": {"sendMessage": [{"template": "follow-up-24h", "channel": "sms"}]}}""".formatted(number);
    }

    /** Waits for the API's indexes, which it creates asynchronously at start. */
    public static void awaitIndexes(Environment environment) throws InterruptedException {
        Await.until("the API to create its indexes", Duration.ofMinutes(1), Duration.ofMillis(20),
                () -> environment.collection("automations").listIndexes().into(new ArrayList<>()).stream()
                        .anyMatch(index -> index.get("key", Document.class).containsKey("pending")));
    }
}
