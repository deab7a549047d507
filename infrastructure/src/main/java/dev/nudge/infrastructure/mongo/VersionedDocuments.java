package dev.nudge.infrastructure.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Documents with a {@code version} that are published after each change. A change applies to the version that was read,
 * or not at all, and sets the marker {@code pending} in the same write, so that no change can be forgotten. A deleted
 * document stays as a tombstone, {@code deleted: true}, with a version of its own, so that its deletion can be
 * distinguished from its absence. Safe for any number of threads and processes.
 */
public final class VersionedDocuments {

    private static final String VERSION = "version";
    private static final String PENDING = "pending";
    private static final String DELETED = "deleted";
    private static final String UPDATED_AT = "updatedAt";

    private final MongoCollection<Document> documents;

    public VersionedDocuments(MongoTemplate template, String collection) {
        this.documents = template.getCollection(collection);
    }

    /** For queries beyond those by id. */
    public MongoCollection<Document> collection() {
        return documents;
    }

    /** Matches documents that are no tombstones. */
    public static Bson notDeleted() {
        return ne(DELETED, true);
    }

    public static boolean isDeleted(Document document) {
        return document.getBoolean(DELETED, false);
    }

    public static int versionOf(Document document) {
        return document.getInteger(VERSION);
    }

    /** The document as JSON without the marker. */
    public static Map<String, @Nullable Object> toJson(Document document) {
        Map<String, @Nullable Object> json = Documents.toJson(document);
        json.remove(PENDING);
        return json;
    }

    public Optional<Document> find(String id) {
        return Optional.ofNullable(documents.find(and(eq("_id", id), notDeleted())).first());
    }

    /** Also a tombstone. */
    public Optional<Document> findEvenDeleted(String id) {
        return Optional.ofNullable(documents.find(eq("_id", id)).first());
    }

    /** Inserts a new document and marks it. False when there is one of its id, or a tombstone. */
    public boolean insert(Document document) {
        return Inserts.ifAbsent(documents, marked(document));
    }

    /** Inserts a new document that has nothing to publish. False when there is one of its id, or a tombstone. */
    public boolean insertUnmarked(Document document) {
        return Inserts.ifAbsent(documents, document);
    }

    /** Replaces the version before the document's and marks it. False when the version before is not there any more. */
    public boolean replace(Document document) {
        return documents.replaceOne(ofVersion(document.getString("_id"), versionOf(document) - 1), marked(document))
                .getMatchedCount() == 1;
    }

    /** Makes the version a tombstone, whose version is the next, and marks it. False when it is not there any more. */
    public boolean delete(String id, int version, Instant now) {
        return documents.updateOne(ofVersion(id, version), combine(set(DELETED, true), set(VERSION, version + 1),
                set(UPDATED_AT, Date.from(now)), set(PENDING, true))).getMatchedCount() == 1;
    }

    /** A copy that is a tombstone. */
    public static Document tombstone(Document document) {
        return new Document(document).append(DELETED, true);
    }

    /**
     * The ids of marked documents in their order.
     *
     * @param after the last id of the part before; empty for the first part
     */
    public List<String> pending(String after, int limit) {
        return documents.find(and(eq(PENDING, true), gt("_id", after))).projection(include("_id"))
                .sort(Sorts.ascending("_id")).limit(limit).map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /** The document while it is marked, also a tombstone. */
    public Optional<Document> findPending(String id) {
        return Optional.ofNullable(documents.find(and(eq("_id", id), eq(PENDING, true))).first());
    }

    /** Removes the marker of a version that was published, unless there is a later version. */
    public void published(Document document) {
        documents.updateOne(ofVersion(document.getString("_id"), versionOf(document)), unset(PENDING));
    }

    /**
     * Removes tombstones that were published and last changed before an instant. Several processes may do so at the
     * same time.
     *
     * @param limit how many at most
     * @return how many were removed
     */
    public long purgeTombstones(Instant before, int limit) {
        Bson old = and(eq(DELETED, true), lt(UPDATED_AT, Date.from(before)), exists(PENDING, false));
        List<String> ids = documents.find(old).projection(include("_id")).limit(limit)
                .map(document -> document.getString("_id")).into(new ArrayList<>());
        return ids.isEmpty()
                ? 0
                : documents.deleteMany(and(in("_id", ids.stream().sorted().toList()), old)).getDeletedCount();
    }

    private static Bson ofVersion(String id, int version) {
        return and(eq("_id", id), eq(VERSION, version));
    }

    private static Document marked(Document document) {
        return new Document(document).append(PENDING, true);
    }
}
