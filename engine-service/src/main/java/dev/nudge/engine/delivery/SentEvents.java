package dev.nudge.engine.delivery;

import dev.nudge.Topics;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.JsonCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reports sent messages to their leads, with {@code message.sent} events (G4). A message is stored as sent together
 * with the mark that its event is missing; then the event is appended, and the mark removed. After a crash in between,
 * the event is appended again, with the same id and instant.
 */
final class SentEvents {

    private final StoredMessages messages;
    private final RecordLog log;

    SentEvents(StoredMessages messages, RecordLog log) {
        this.messages = messages;
        this.log = log;
    }

    /** Appends the events of those messages that are stored as sent and not reported. */
    void report(List<String> ids) {
        List<Document> unreported = messages.unreported(ids);
        if (!unreported.isEmpty()) {
            log.appendAll(unreported.stream().map(SentEvents::event).toList());
            messages.reported(unreported.stream().map(message -> message.getString("_id")).toList());
        }
    }

    private static OutboundRecord event(Document message) {
        String id = message.getString("_id");
        LeadKey lead = new LeadKey(message.getString("organizationId"), message.getString("leadId"));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("origin", "automation");
        data.put("channel", message.get("channel"));
        data.put("messageId", id);
        data.put("automationId", message.get("automationId"));
        LeadEvent event = new LeadEvent("sent-" + id, LeadEvent.MESSAGE_SENT, lead,
                message.getDate("sentAt").toInstant(), data, Map.of());
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.keyOf(lead), JsonCodec.write(event.toJson()),
                message.getString(Traces.HEADER));
    }
}
