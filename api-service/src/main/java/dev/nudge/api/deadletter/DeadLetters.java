package dev.nudge.api.deadletter;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.Page;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The dead letters that the engine stores; each organization can access only its own. Operators can access those whose
 * organization could not be read.
 */
final class DeadLetters {

    private static final List<String> PLAIN_FIELDS = List.of("reason", "topic", "partition", "offset", "timestamp",
            "at", "organizationId", "cut", "replayedAt", "replayedBy", "editedAt", "editedBy");
    private static final int MAX_GROUPED = 10_000;
    private static final int MAX_COUNTED = 10_000;

    private static final Bson WHOLE = eq("cut", false);

    private final MongoCollection<Document> letters;
    private final PagedCollection pages;

    DeadLetters(MongoTemplate store) {
        this.letters = store.getCollection(CollectionNames.DEAD_LETTERS);
        this.pages = new PagedCollection(letters, "at", Set.of());
    }

    private static Bson seenBy(Caller caller) {
        Bson own = eq("organizationId", caller.organizationId());
        return caller.isOperator() ? or(own, eq("organizationId", null)) : own;
    }

    Page<Document> page(Caller caller, DeadLetterFilter filter, @Nullable PagePosition after, int limit) {
        return pages.page(and(seenBy(caller), filter.toBson()), after, limit);
    }

    /** The groups of the newest 10,000 that match. */
    DeadLetterGroups groups(Caller caller, DeadLetterFilter filter) {
        return DeadLetterGroups.of(letters.find(and(seenBy(caller), filter.toBson()))
                .projection(include("reason", "at")).sort(Sorts.descending("at", "_id")).limit(MAX_GROUPED));
    }

    /** How many that match can be replayed, up to {@value #MAX_COUNTED}. */
    long countToReplay(Caller caller, DeadLetterFilter filter) {
        return letters.countDocuments(and(seenBy(caller), filter.toBson(), WHOLE),
                new CountOptions().limit(MAX_COUNTED));
    }

    /** Those that match, can be replayed and are older than an instant, the oldest first. */
    FindIterable<Document> toReplay(Caller caller, DeadLetterFilter filter, Instant before) {
        return letters.find(and(seenBy(caller), filter.toBson(), WHOLE, lt("at", Date.from(before))))
                .timeoutMode(TimeoutMode.ITERATION) // the broker acknowledges each batch
                .sort(Sorts.ascending("at", "_id"));
    }

    Optional<Document> find(Caller caller, String id) {
        return Optional.ofNullable(find(caller, List.of(id)).get(id));
    }

    /** Returns the existing dead letters, by id. */
    Map<String, Document> find(Caller caller, List<String> ids) {
        Map<String, Document> found = new HashMap<>();
        letters.find(and(in("_id", ids), seenBy(caller)))
                .forEach(letter -> found.put(letter.getString("_id"), letter));
        return found;
    }

    /** Records who replayed the dead letters last, and when. */
    void replayed(Caller caller, List<String> ids, Instant now) {
        letters.updateMany(and(in("_id", ids), seenBy(caller)),
                combine(set("replayedAt", Date.from(now)), set("replayedBy", caller.userId())));
    }

    /** Records the event that was appended instead of the original. */
    void edited(Caller caller, String id, LeadEvent event, Instant now) {
        String value = new String(JsonCodec.write(event.toJson()), StandardCharsets.UTF_8);
        letters.updateOne(and(eq("_id", id), seenBy(caller)),
                combine(set("replayedAt", Date.from(now)), set("replayedBy", caller.userId()),
                        set("editedAt", Date.from(now)), set("editedBy", caller.userId()), set("editedValue", value)));
    }

    static boolean isWhole(Document letter) {
        return Boolean.FALSE.equals(letter.getBoolean("cut"));
    }

    static byte @Nullable [] bytes(Document letter, String name) {
        Binary bytes = letter.get(name, Binary.class);
        return bytes == null ? null : bytes.getData();
    }

    static Map<String, @Nullable Object> toJson(Document letter) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", letter.getString("_id"));
        PLAIN_FIELDS.forEach(name -> json.put(name, Documents.json(letter.get(name))));
        JsonBytes.put(json, "key", letter.get("key", Binary.class), !isWhole(letter));
        JsonBytes.put(json, "value", letter.get("value", Binary.class), !isWhole(letter));
        json.put("editedValue", letter.getString("editedValue"));
        return json;
    }
}
