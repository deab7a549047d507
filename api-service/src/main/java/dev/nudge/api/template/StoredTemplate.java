package dev.nudge.api.template;

import dev.nudge.api.web.Nulls;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A template's document. */
record StoredTemplate(Document document) {

    static StoredTemplate created(String organizationId, String name, Map<String, @Nullable Object> body, Instant now) {
        return of(organizationId, name, body, 1, Date.from(now), now);
    }

    /** The next version; re-creating a deleted template continues its version numbers. */
    StoredTemplate replaced(Map<String, @Nullable Object> body, Instant now) {
        return of(organizationId(), name(), body, version() + 1,
                isDeleted() ? Date.from(now) : document.getDate("createdAt"), now);
    }

    /** The tombstone that records the deletion. */
    StoredTemplate deleted(Instant now) {
        StoredTemplate withoutText = of(organizationId(), name(), Map.of(), version() + 1,
                document.getDate("createdAt"), now);
        return new StoredTemplate(VersionedDocuments.tombstone(withoutText.document()));
    }

    private static StoredTemplate of(String organizationId, String name, Map<String, @Nullable Object> body,
            int version, Date createdAt, Instant updatedAt) {
        Document document = new Document("_id", DocumentIds.ofTemplate(organizationId, name))
                .append("organizationId", organizationId)
                .append("name", name);
        for (String field : List.of("channel", "subject", "body", "contentSid")) {
            if (body.get(field) != null) {
                document.append(field, body.get(field));
            }
        }
        if (body.get("contentVariables") instanceof Map<?, ?> variables) {
            document.append("contentVariables", Documents.toBson(Nulls.removed(Json.object(variables))));
        }
        return new StoredTemplate(document.append("version", version).append("createdAt", createdAt)
                .append("updatedAt", Date.from(updatedAt)));
    }

    String id() {
        return document.getString("_id");
    }

    String organizationId() {
        return document.getString("organizationId");
    }

    String name() {
        return document.getString("name");
    }

    boolean isDeleted() {
        return VersionedDocuments.isDeleted(document);
    }

    int version() {
        return VersionedDocuments.versionOf(document);
    }

    /** Omits the outbox marker. */
    Map<String, @Nullable Object> toJson() {
        return VersionedDocuments.toJson(document);
    }
}
