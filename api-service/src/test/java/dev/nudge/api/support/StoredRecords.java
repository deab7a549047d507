package dev.nudge.api.support;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** A decision and a message about lead-7 in the engine's format, for tests to adapt. */
public final class StoredRecords {

    private StoredRecords() {}

    public static Document decision(String id, String organization, Instant at) {
        return new Document("_id", id).append("organizationId", organization).append("automationId", "a1")
                .append("automationVersion", 3).append("leadId", "lead-7").append("eventId", "evt-1")
                .append("eventType", "message.received").append("outcome", "SKIPPED").append("reason", "CONDITIONS")
                .append("run", null).append("followUp", null).append("userAsked", "ana").append("zone", null)
                .append("zoneFrom", null).append("dueAt", null).append("runEnded", null)
                .append("skippedActions", List.of())
                .append("trace", List.of(new Document("field", "status").append("op", "eq")
                        .append("expected", "New lead").append("actual", null).append("held", false)))
                .append("messageIds", List.of()).append("at", Date.from(at));
    }

    public static Document message(String id, String organization, Instant firedAt) {
        return new Document("_id", id).append("organizationId", organization).append("automationId", "a1")
                .append("automationVersion", 3).append("leadId", "lead-7").append("run", 1).append("followUp", 1)
                .append("action", 0).append("recipientKind", "lead").append("channel", "sms")
                .append("to", "+14155551234").append("template", "follow-up-24h").append("text", "Hi Ana")
                .append("variables", new Document("firstName", "Ana")).append("firedAt", Date.from(firedAt))
                .append("notAfter", null).append("state", "SENT").append("sentAt", Date.from(firedAt));
    }
}
