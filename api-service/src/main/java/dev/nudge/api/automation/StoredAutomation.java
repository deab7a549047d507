package dev.nudge.api.automation;

import dev.nudge.api.security.Caller;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** An automation document: the fields from the request and the fields that the server sets. */
record StoredAutomation(Document document) {

    static StoredAutomation created(Caller caller, String id, Map<String, @Nullable Object> fields, Instant now) {
        return of(id, fields, caller.organizationId(), caller.userId(), 1, Date.from(now), now);
    }

    /** The next version, with new fields. */
    StoredAutomation replaced(Map<String, @Nullable Object> fields, Instant now) {
        return of(id(), fields, organizationId(), createdBy(), version() + 1, document.getDate("createdAt"), now);
    }

    private static StoredAutomation of(String id, Map<String, @Nullable Object> fields, String organizationId,
            String createdBy, int version, Date createdAt, Instant updatedAt) {
        Document document = new Document("_id", id);
        document.putAll(Documents.toBson(fields));
        return new StoredAutomation(document.append("organizationId", organizationId).append("userId", createdBy)
                .append("version", version).append("createdAt", createdAt)
                .append("updatedAt", Date.from(updatedAt)));
    }

    String id() {
        return document.getString("_id");
    }

    String organizationId() {
        return document.getString("organizationId");
    }

    String createdBy() {
        return document.getString("userId");
    }

    String name() {
        return document.getString("name");
    }

    Instant createdAt() {
        return document.getDate("createdAt").toInstant();
    }

    int version() {
        return VersionedDocuments.versionOf(document);
    }

    boolean isDeleted() {
        return VersionedDocuments.isDeleted(document);
    }

    boolean mayBeChangedBy(Caller caller) {
        return caller.isAdmin() || caller.userId().equals(createdBy());
    }

    /** Omits the outbox marker. */
    Map<String, @Nullable Object> toJson() {
        return VersionedDocuments.toJson(document);
    }
}
