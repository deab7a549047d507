package dev.nudge.benchmarks.pipeline;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The message that the other systems publish, with the fields of Nudge's. */
final class PeerMessage {

    private static final JsonMapper JSON = new JsonMapper();

    private PeerMessage() {}

    /** @param lead the lead's attributes */
    static byte[] of(String id, String leadId, JsonNode lead, String firedAt) {
        ObjectNode message = JSON.createObjectNode().put("id", id)
                .put("organizationId", NudgeConfiguration.ORGANIZATION)
                .put("automationId", "automation-0").put("automationVersion", 1).put("leadId", leadId).put("run", 1)
                .put("followUp", 1).put("action", 0).put("recipientKind", "lead").put("channel", "sms")
                .put("to", lead.path("phone").stringValue("")).put("template", "hello")
                .put("text", Rule.text(lead.path("firstName").stringValue(""), lead.path("product").stringValue("")));
        return JSON.writeValueAsBytes(message.set("variables", lead).put("firedAt", firedAt));
    }
}
