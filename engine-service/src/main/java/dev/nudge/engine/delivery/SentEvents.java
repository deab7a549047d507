package dev.nudge.engine.delivery;

import dev.nudge.Topics;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The {@code message.sent} events by which sent messages are reported to their leads (G4). */
final class SentEvents {

    OutboundRecord of(Document message, Instant sentAt) {
        LeadKey lead = new LeadKey(message.getString("organizationId"), message.getString("leadId"));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("origin", "automation");
        data.put("channel", message.get("channel"));
        data.put("messageId", message.get("_id"));
        data.put("automationId", message.get("automationId"));
        LeadEvent event = new LeadEvent("sent-" + message.get("_id"), LeadEvent.MESSAGE_SENT, lead,
                sentAt.truncatedTo(ChronoUnit.MILLIS), data, Map.of());
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.keyOf(lead), JsonCodec.write(event.toJson()));
    }
}
