package dev.nudge.engine.publish;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.nudge.json.Json;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What was published, as the documents that it is kept as. */
public final class Documents {

    private Documents() {}

    /** The record's fields under its id; those named hold instants. */
    public static Document of(Map<String, @Nullable Object> json, String... instants) {
        Document document = new Document("_id", json.get("id"));
        Json.object(json).forEach((name, value) -> {
            if (!name.equals("id")) {
                document.put(name, value);
            }
        });
        for (String name : instants) {
            if (document.get(name) instanceof String text) {
                document.put(name, Json.instant(text).<Object>map(Date::from).orElse(text));
            }
        }
        return document;
    }

    /** Inserts those that aren't there yet. */
    public static void insertNew(MongoCollection<Document> collection, List<Document> documents) {
        if (documents.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException refusals) {
            boolean allKnown = refusals.getWriteErrors().stream()
                    .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!allKnown || refusals.getWriteConcernError() != null) {
                throw refusals;
            }
        }
    }
}
