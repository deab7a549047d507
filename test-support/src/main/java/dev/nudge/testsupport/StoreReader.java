package dev.nudge.testsupport;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collections, read by an independent MongoDB client. */
public record StoreReader(MongoDatabase database) {

    public List<Map<String, @Nullable Object>> read(String collection) {
        return read(collection, Filters.empty());
    }

    /** The documents of one organization. */
    public List<Map<String, @Nullable Object>> read(String collection, String organizationId) {
        return read(collection, Filters.eq("organizationId", organizationId));
    }

    private List<Map<String, @Nullable Object>> read(String collection, Bson filter) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        database.getCollection(collection).find(filter).forEach(document -> documents.add(json(document)));
        return documents;
    }

    public List<String> ids(String collection) {
        return database.getCollection(collection).distinct("_id", String.class).into(new ArrayList<>());
    }

    /** The number of leads with a timer that is due by then. */
    public long timersDueBy(Instant instant) {
        return database.getCollection("leads").countDocuments(Filters.lte("nextDueAt", Date.from(instant)));
    }

    /** The number of configuration documents with an unpublished change. */
    public long changesToPublish() {
        return database.getCollection("automations").countDocuments(Filters.eq("pending", true))
                + database.getCollection("templates").countDocuments(Filters.eq("pending", true))
                + database.getCollection("users").countDocuments(Filters.gte("pending", ""));
    }

    private static Map<String, @Nullable Object> json(Document document) {
        document.replaceAll((name, value) -> value instanceof Date date ? Json.text(date.toInstant()) : value);
        return Json.object(document);
    }
}
