package dev.nudge.engine.delivery;

import dev.nudge.Topics;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reports sent messages to their leads, with {@code message.sent} events (G4). A message is first stored as sent, and
 * with the event that it owes its lead; then the event is appended, and the message owes nothing any more. After a crash
 * in between, the event is appended again, with the same id.
 */
final class SentEvents {

    private final StoredMessages messages;
    private final RecordLog log;

    SentEvents(StoredMessages messages, RecordLog log) {
        this.messages = messages;
        this.log = log;
    }

    /**
     * A message that is stored as sent.
     *
     * @param at when it was sent
     */
    record Sent(Document message, Instant at) {

        String id() {
            return message.getString("_id");
        }
    }

    /** Appends the events of messages, those to users excepted, which have none. */
    void report(List<Sent> sent) {
        List<Sent> toLeads = sent.stream().filter(message -> PreSendCheck.isToALead(message.message())).toList();
        if (!toLeads.isEmpty()) {
            log.appendAll(toLeads.stream().map(SentEvents::event).toList());
            messages.reported(toLeads.stream().map(Sent::id).toList());
        }
    }

    private static OutboundRecord event(Sent sent) {
        Document message = sent.message();
        LeadKey lead = new LeadKey(message.getString("organizationId"), message.getString("leadId"));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("origin", "automation");
        data.put("channel", message.get("channel"));
        data.put("messageId", sent.id());
        data.put("automationId", message.get("automationId"));
        LeadEvent event = new LeadEvent("sent-" + sent.id(), LeadEvent.MESSAGE_SENT, lead,
                sent.at().truncatedTo(ChronoUnit.MILLIS), data, Map.of());
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.keyOf(lead), JsonCodec.write(event.toJson()));
    }
}
