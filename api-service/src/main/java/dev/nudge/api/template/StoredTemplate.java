package dev.nudge.api.template;

import dev.nudge.api.store.Documents;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A template as it is kept. */
record StoredTemplate(Document document) {

    static String id(String organizationId, String name) {
        return organizationId + ":" + name;
    }

    static StoredTemplate created(String organizationId, String name, Map<String, @Nullable Object> body, Instant now) {
        return of(organizationId, name, body, 1, Date.from(now), now);
    }

    StoredTemplate replaced(Map<String, @Nullable Object> body, Instant now) {
        return of(document.getString("organizationId"), document.getString("name"), body, version() + 1,
                document.getDate("createdAt"), now);
    }

    private static StoredTemplate of(String organizationId, String name, Map<String, @Nullable Object> body,
            int version, Date createdAt, Instant updatedAt) {
        Document document = new Document("_id", id(organizationId, name)).append("organizationId", organizationId)
                .append("name", name);
        for (String field : List.of("channel", "subject", "body")) {
            if (body.get(field) != null) {
                document.append(field, body.get(field));
            }
        }
        return new StoredTemplate(document.append("version", version).append("createdAt", createdAt)
                .append("updatedAt", Date.from(updatedAt)).append("pending", true));
    }

    String id() {
        return document.getString("_id");
    }

    int version() {
        return document.getInteger("version");
    }

    /** Without the marker, which is nobody's business. */
    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = Documents.toJson(document);
        json.remove("pending");
        return json;
    }
}
