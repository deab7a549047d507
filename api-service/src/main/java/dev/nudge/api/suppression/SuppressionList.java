package dev.nudge.api.suppression;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.address.Address;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
     * Ordered by kind and address, using the primary key, which starts with the organization's id, the kind and the
     * address.
     *
     * @param starts what the addresses of each kind begin with
     * @param after the {@link #position} of the last entry of the page before; empty for the first page
     */
    List<Document> list(String organizationId, SortedMap<String, String> starts, String after, int limit) {
        List<Document> found = new ArrayList<>();
        starts.forEach((kind, start) -> {
            if (found.size() < limit) {
                String first = DocumentIds.ofSuppressions(organizationId, kind + ":" + start);
                suppressions.find(and(gte("_id", first), lte("_id", DocumentIds.last(first)),
                        gt("_id", DocumentIds.ofSuppressions(organizationId, after)),
                        eq("organizationId", organizationId), eq("suppressed", true)))
                        .sort(Sorts.ascending("_id")).limit(limit - found.size()).into(found);
            }
        });
        return found;
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
