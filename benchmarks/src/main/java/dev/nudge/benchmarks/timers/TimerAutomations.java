package dev.nudge.benchmarks.timers;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;

/** An organization whose automations wait, and the events that start them. */
final class TimerAutomations {

    static final String ORGANIZATION = "org-timers";

    private static final Document SEND = new Document("sendMessage",
            List.of(new Document("template", "hello").append("channel", "sms")));

    private TimerAutomations() {}

    static Document after(int delay, String unit) {
        return new Document("triggerLogicType", "timer").append("timerLogic",
                new Document("delay", delay).append("unit", unit));
    }

    /** Inserts an automation that is enabled for its user, as the API stores it. */
    static void insert(Environment environment, String id, String event, Document logic) {
        Document automation = new Document("_id", id).append("organizationId", ORGANIZATION).append("userId", "user-1")
                .append("version", 1).append("name", id).append("event", event).append("actions", SEND);
        automation.putAll(logic);
        environment.collection("automations").insertOne(automation);
        environment.collection("users").updateOne(Filters.eq("_id", ORGANIZATION + ":user-1"),
                new Document("$set", new Document("organizationId", ORGANIZATION).append("userId", "user-1")
                        .append("automations." + id, new Document("enabled", true).append("version", 1))),
                new UpdateOptions().upsert(true));
    }

    /** The lead's phone number and name depend on its id. */
    static ProducerRecord<byte[], byte[]> event(String id, String type, String lead) {
        int varied = lead.hashCode() & 0xfffff;
        return new ProducerRecord<>(Topics.LEAD_EVENTS, lead.getBytes(StandardCharsets.UTF_8),
                JsonCodec.write(Map.of("id", id, "type", type, "organizationId", ORGANIZATION, "leadId", lead, "lead",
                        Map.of("phone", "+1415" + (2_000_000 + varied), "firstName", "Ana " + varied, "status",
                                "New lead"))));
    }
}
