package dev.nudge.testsupport;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
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

    /** The number of messages with an attempt, a look-up or the search for a result due by then. */
    public long messagesDueBy(Instant instant) {
        return database.getCollection("messages").countDocuments(Filters.lte("nextAttemptAt", Date.from(instant)));
    }

    /** The number of configuration documents with an unpublished change. */
    public long changesToPublish() {
        return database.getCollection("automations").countDocuments(Filters.eq("pending", true))
                + database.getCollection("templates").countDocuments(Filters.eq("pending", true))
                + database.getCollection("users").countDocuments(Filters.gte("pending", ""));
    }

    private static Map<String, @Nullable Object> json(Document document) {
        return Json.object(withoutDates(document));
    }

    private static Map<String, @Nullable Object> withoutDates(Map<String, @Nullable Object> document) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        document.forEach((name, value) -> copy.put(name, withoutDates(value)));
        return copy;
    }

    private static @Nullable Object withoutDates(@Nullable Object value) {
        return switch (value) {
            case Date date -> Json.text(date.toInstant());
            case Document document -> withoutDates(document);
            case List<?> list -> list.stream().<@Nullable Object>map(StoreReader::withoutDates).toList();
            case null, default -> value;
        };
    }
}
