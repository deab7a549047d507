package dev.nudge.api.suppression;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Reads the suppression list; addresses that were taken off it are not listed. */
final class SuppressionList {

    private final MongoCollection<Document> suppressions;

    SuppressionList(MongoTemplate store) {
        this.suppressions = store.getCollection(CollectionNames.SUPPRESSIONS);
    }

    /** The entry about an address, also if the address was taken off the list. */
    Optional<Document> find(String organizationId, Address address) {
        return Optional.ofNullable(suppressions.find(and(
                eq("_id", DocumentIds.ofSuppression(organizationId, address)),
                eq("organizationId", organizationId))).first());
    }

    static boolean isSuppressed(Document entry) {
        return entry.getBoolean("suppressed", false);
    }

    /**
     * Ordered by kind and address, using the primary key, which starts with the organization's id.
     *
     * @param kind null: all kinds
     * @param after the {@link #position} of the last entry of the page before; empty for the first page
     */
    List<Document> list(String organizationId, @Nullable AddressKind kind, String after, int limit) {
        String first = kind == null ? "" : kind.json() + ":";
        String end = kind == null
                ? DocumentIds.afterAllOf(organizationId)
                : DocumentIds.afterAllOf(DocumentIds.ofSuppressions(organizationId, kind.json()));
        return suppressions.find(and(
                gt("_id", DocumentIds.ofSuppressions(organizationId, after.compareTo(first) > 0 ? after : first)),
                lt("_id", end), eq("organizationId", organizationId), eq("suppressed", true)))
                .sort(Sorts.ascending("_id")).limit(limit).into(new ArrayList<>());
    }

    static String position(Document entry) {
        return entry.getString("kind") + ":" + entry.getString("address");
    }

    /** {@code by} is the user who changed the list; null when the person did. */
    static Map<String, @Nullable Object> toJson(Document entry) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (String name : List.of("kind", "address", "source", "at", "by")) {
            json.put(name, Documents.json(entry.get(name)));
        }
        return json;
    }
}
