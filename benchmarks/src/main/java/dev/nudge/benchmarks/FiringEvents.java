package dev.nudge.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bson.Document;

/**
 * Inbound messages of many leads, and an automation that each of them fires: the event merges attributes and passes
 * three conditions, one of them a regular expression, and one message is sent.
 */
final class FiringEvents {

    static final String ORGANIZATION = "org-load";

    private final int leads;
    private final Random random = new Random(7);
    private int number;

    FiringEvents(int leads) {
        this.leads = leads;
    }

    /** The key of a lead's records. */
    byte[] key(int lead) {
        return ("lead-" + lead % leads).getBytes(StandardCharsets.UTF_8);
    }

    /** Another event of a lead, as JSON. */
    byte[] next(int lead) {
        return """
                {"id":"evt-%d","type":"message.received","organizationId":"%s","leadId":"lead-%d",\
                "occurredAt":"2026-04-22T10:14:00.000Z",\
                "data":{"direction":"inbound","channel":"sms","body":"Is it still available? I could come by on day %d."},\
                "lead":{"firstName":"Ana","phone":"+1415555%04d","timezone":"America/New_York","status":"New lead",\
                "source":"Organic Search","origin":"API","totalVisits":%d,"occupation":"Working Professional",\
                "product":"the flat","email":"lead%d@example.com"}}"""
                .formatted(number++, ORGANIZATION, lead % leads, random.nextInt(28), lead % 10_000, random.nextInt(9),
                        lead % leads)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** As it is stored. */
    static Document automation(String id, String organizationId) {
        return Document.parse("""
                {"name": "Answer at once", "event": "message.received", "triggerLogicType": "event", "version": 1,
                 "sourceStatuses": ["New lead"],
                 "conditions": [{"field": "lastInboundDirection", "op": "eq", "value": "inbound"},
                   {"any": [{"field": "source", "op": "in", "value": ["Google", "Organic Search"]},
                            {"field": "totalVisits", "op": "gte", "value": 3}]},
                   {"not": {"field": "lastInboundBody", "op": "matches", "value": "(?i)unsubscribe|wrong number"}}],
                 "actions": {"sendMessage": [{"template": "hello", "channel": "sms"}]}}
                """).append("_id", id).append("organizationId", organizationId).append("userId", "user-1");
    }

    /** As it is stored. */
    static Document template(String organizationId) {
        return new Document("_id", organizationId + ":hello").append("organizationId", organizationId)
                .append("name", "hello").append("version", 1)
                .append("body", "Hi {{firstName}}, are you still interested in {{product}}?");
    }
}
