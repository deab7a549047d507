package dev.nudge.api.support;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A lead in the format that the engine writes, with a waiting run of an automation. */
public final class KnownLead {

    private KnownLead() {}

    /** Inserts the lead with the id lead-7. */
    public static void insert(MongoTemplate store, String organization, String automationId) {
        Date noon = Date.from(Instant.parse("2026-04-22T12:00:00Z"));
        store.getCollection("leads").insertOne(new Document("_id", organization + ":lead-7")
                .append("organizationId", organization).append("leadId", "lead-7")
                .append("position", new Document("partition", 1).append("offset", 7L))
                .append("createdAt", noon).append("lastNow", noon)
                .append("attributes", new Document("status", "New lead").append("phone", "+14155550100"))
                .append("addresses", List.of("phone:+14155550100")).append("statusKey", "new lead")
                .append("conversation", new Document("lastInboundAt", noon).append("inboundCount", 1)
                        .append("lastInboundDirection", "inbound").append("lastMessageDirection", "inbound"))
                .append("consents", new Document())
                .append("automations", new Document("other", progress(1, List.of()))
                        .append(automationId, progress(2, List.of(run(noon)))))
                .append("outbox", List.of()));
    }

    private static Document progress(int transitions, List<Document> runs) {
        return new Document("lastRun", transitions).append("transitions", transitions).append("followUps", 0)
                .append("firings", List.of()).append("runs", runs);
    }

    private static Document run(Date noon) {
        return new Document("number", 2).append("followUp", 1).append("followUpsCounted", 0).append("hasFired", false)
                .append("startedAt", noon).append("eventAt", noon)
                .append("startedBy", new Document("id", "evt-1").append("type", "message.received")
                        .append("json", "{}").append("changed", List.of()))
                .append("statusAtStart", "New lead").append("dueAt", Date.from(Instant.parse("2026-04-23T12:00:00Z")))
                .append("deferred", false).append("automationVersion", 1);
    }
}
