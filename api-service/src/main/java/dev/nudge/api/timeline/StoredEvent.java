package dev.nudge.api.timeline;

import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.JsonCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** The JSON of an event that the engine has stored. */
final class StoredEvent {

    private StoredEvent() {}

    /** Without {@code data} and {@code lead} after the lead was deleted. */
    static Map<String, @Nullable Object> toJson(Document event) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", event.get("eventId"));
        json.put("type", event.get("type"));
        json.put("leadId", event.get("leadId"));
        if (event.get("occurredAt") != null) {
            json.put("occurredAt", Documents.json(event.get("occurredAt")));
        }
        if (event.get("fields") instanceof Binary fields) {
            json.putAll(JsonCodec.readObject(fields.getData()).orThrow());
        }
        json.put("notes", Documents.json(event.get("notes")));
        return json;
    }
}
