package dev.nudge.engine.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.lead.PersonalData;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Stores the events of {@code lead.events} with what was ignored in them, each once, under its lead and its id. Due
 * timers are not stored: decisions describe them. Records that cannot be read are dead-lettered by the engine, and
 * ignored here.
 */
public final class LeadEventHistory implements BatchMessageListener<byte[], byte[]> {

    private final MongoCollection<Document> events;
    private final PersonalData personalData;

    public LeadEventHistory(MongoDatabase database) {
        this.events = database.getCollection(CollectionNames.LEAD_EVENTS);
        this.personalData = new PersonalData(database);
    }

    /** @param kept how long an event can be queried */
    public void createIndexes(Duration kept) {
        IndexDefinition.create(events, kept);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Document> read = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            byte @Nullable [] value = record.value();
            if (value != null && LeadEventCodec.read(value) instanceof Reading.Understood<LeadEvent>(LeadEvent event)
                    && !event.isTimerDue()) {
                read.add(document(record, event));
            }
        }
        RecordDocuments.insertNew(events, read);
        personalData.eraseDeletedEvents(read);
    }

    private static Document document(ConsumerRecord<byte[], byte[]> record, LeadEvent event) {
        String organizationId = event.key().organizationId();
        String leadId = event.key().leadId();
        Instant occurredAt = event.occurredAt();
        return new Document("_id", DocumentIds.ofLeadEvent(organizationId,
                LeadEvent.fingerprint(leadId, event.id())))
                .append("organizationId", organizationId).append("leadId", leadId).append("eventId", event.id())
                .append("type", event.type()).append("at", Date.from(Instant.ofEpochMilli(record.timestamp())))
                .append("sequence", record.offset())
                .append("occurredAt", occurredAt == null ? null : Date.from(occurredAt))
                .append("notes", event.notes().stream().map(LeadEventHistory::note).toList())
                .append("fields", new Binary(JsonCodec.write(fields(event))));
    }

    private static Document note(EventNote note) {
        Document document = new Document("note", note.note().name());
        return note.field() == null ? document : document.append("field", note.field());
    }

    /** What the producer wrote, as JSON in bytes, because it may have names that a document cannot have. */
    private static Map<String, @Nullable Object> fields(LeadEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("data", event.data());
        if (event.source().get("lead") instanceof Map<?, ?> lead) {
            fields.put("lead", lead);
        }
        return fields;
    }
}
