package dev.nudge.standalone.acceptance;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The collections as any MongoDB client sees them. */
record Store(MongoDatabase database) {

    List<Map<String, @Nullable Object>> read(String collection, String organizationId) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        database.getCollection(collection).find(Filters.eq("organizationId", organizationId))
                .forEach(document -> documents.add(json(document)));
        return documents;
    }

    /** How many leads have a timer that is due by then. */
    long timersDueBy(Instant instant) {
        return database.getCollection("leads").countDocuments(Filters.lte("nextDueAt", Date.from(instant)));
    }

    private static Map<String, @Nullable Object> json(Document document) {
        document.replaceAll((name, value) -> value instanceof Date date ? Json.text(date.toInstant()) : value);
        return Json.object(document);
    }
}
