package dev.nudge.engine.record;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.nudge.Limits;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What was published, as the documents that it is kept as. */
public final class RecordDocuments {

    private RecordDocuments() {}

    /** The document of a record; empty for one that can never be kept. */
    public static Optional<Document> read(ConsumerRecord<byte[], byte[]> record, String... instants) {
        return Optional.ofNullable(record.value()).flatMap(value -> JsonCodec.readObject(value).understood())
                .filter(RecordDocuments::canBeKept).map(json -> of(json, instants));
    }

    private static boolean canBeKept(Map<String, @Nullable Object> json) {
        JsonObject object = JsonObject.of(json);
        object.checkStorable(json, Limits.MAX_NESTING);
        object.requiredText("id", Limits.MAX_ID_LENGTH);
        return object.violations().isEmpty() && LeadKey.isValid(object.text("organizationId", Limits.MAX_ID_LENGTH),
                object.text("leadId", Limits.MAX_ID_LENGTH));
    }

    /** The record's fields under its id; those named hold instants. */
    private static Document of(Map<String, @Nullable Object> json, String... instants) {
        Document document = new Document("_id", json.get("id"));
        json.forEach((name, value) -> {
            if (!name.equals("id") && !name.equals("_id")) {
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
