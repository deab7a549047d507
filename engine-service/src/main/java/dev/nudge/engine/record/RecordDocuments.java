package dev.nudge.engine.record;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.nudge.Limits;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Published records as documents to store. */
public final class RecordDocuments {

    private static final Comparator<Document> BY_ID = Comparator.comparing(document -> document.getString("_id"));

    private RecordDocuments() {}

    /** Returns the document of a record, or the reason why the record can never be stored. */
    public static Reading<Document> read(ConsumerRecord<byte[], byte[]> record, String... instants) {
        byte @Nullable [] value = record.value();
        return value == null
                ? Reading.refused("", Violation.REQUIRED, "The record has no value.")
                : JsonCodec.readObject(value).flatMap(json -> read(json, instants));
    }

    private static Reading<Document> read(Map<String, @Nullable Object> json, String... instants) {
        JsonObject object = JsonObject.of(json);
        object.checkStorable(json, Limits.MAX_NESTING);
        object.requiredText("id", Limits.MAX_ID_LENGTH);
        String organizationId = object.requiredText("organizationId", Limits.MAX_ID_LENGTH);
        String leadId = object.requiredText("leadId", Limits.MAX_ID_LENGTH);
        if (!object.violations().isEmpty()) {
            return new Reading.Refused<>(object.violations());
        }
        return LeadKey.isValid(organizationId, leadId)
                ? new Reading.Understood<>(of(json, instants))
                : Reading.refused("", Violation.FORMAT, "Expected ids of an organization and a lead in"
                        + " \"organizationId\" and \"leadId\" but found others.");
    }

    /** Returns the document unless the field is not of the expected type. */
    public static Reading<Document> require(Document document, String name, Class<?> type, String expected) {
        Object value = document.get(name);
        return type.isInstance(value)
                ? new Reading.Understood<>(document)
                : Reading.refused("/" + name, Violation.TYPE,
                        "Expected " + expected + " in \"" + name + "\" but found " + JsonObject.typeOf(value) + ".");
    }

    /** The record's fields under its id. The fields named by {@code instants} are converted to dates. */
    private static Document of(Map<String, @Nullable Object> json, String... instants) {
        Document document = new Document("_id", json.get("id"));
        json.forEach((name, value) -> {
            if (!name.equals("id") && !name.equals("_id")) {
                document.put(name, Documents.bson(value));
            }
        });
        for (String name : instants) {
            if (document.get(name) instanceof String text) {
                document.put(name, Documents.date(text));
            }
        }
        return document;
    }

    /**
     * Inserts the documents that do not exist yet, sorted by id, so that several engines inserting the same documents
     * cannot deadlock on servers that lock rows.
     */
    public static void insertNew(MongoCollection<Document> collection, List<Document> documents) {
        if (documents.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(documents.stream().sorted(BY_ID).toList(), new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException refusals) {
            boolean allKnown = refusals.getWriteErrors().stream()
                    .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!allKnown || refusals.getWriteConcernError() != null) {
                throw refusals;
            }
        }
    }
}
