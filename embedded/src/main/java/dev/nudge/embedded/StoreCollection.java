package dev.nudge.embedded;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that reads no more documents than it must. Every index only proposes documents; what a query asks is
 * checked on each of them, so the answer is the one of a scan. Commands on one collection run one after another.
 * <p>
 * A document in the map is never changed, only replaced, because another thread may be writing it to the disk or to a
 * client: queries hand out copies of the uppermost level, which is all that the library's updates change in place.
 */
final class StoreCollection extends H2Collection {

    private final MVMap<Object, Document> documents;

    StoreCollection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, Document> documents,
            MVMap<String, Object> properties, CursorRegistry cursors) {
        super(database, name, options, documents, properties, cursors);
        this.documents = documents;
    }

    @Override
    protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int skip, int limit, int batchSize,
            @Nullable Document fields) {
        Collection<?> ids = idsAskedFor(query);
        if (ids == null) {
            return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        Stream<Document> candidates = ids.stream().map(documents::get).filter(Objects::nonNull);
        return matchDocumentsFromStream(candidates, query, orderBy, skip, limit, batchSize, fields);
    }

    private static @Nullable Collection<?> idsAskedFor(Document query) {
        Object id = query.get(PrimaryKey.FIELD);
        if (!(id instanceof Document operators)) {
            return id == null ? null : List.of(id);
        }
        if (!(operators.get("$in") instanceof Collection<?> ids) || operators.size() > 1) {
            return null;
        }
        TreeSet<Object> distinct = new TreeSet<>(BsonOrder.ASCENDING);
        distinct.addAll(ids);
        return distinct;
    }

    @Override
    protected QueryResult createQueryResult(List<Document> matched, int batchSize) {
        return super.createQueryResult(matched.stream().map(Document::clone).toList(), batchSize);
    }

    /** Counting bytes would encode each document once more for every write. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    public synchronized int count(Document query, int skip, int limit) {
        return super.count(query, skip, limit);
    }

    @Override
    public synchronized void addIndex(Index<Object> index) {
        super.addIndex(index);
    }

    @Override
    public synchronized void dropIndex(String indexName) {
        super.dropIndex(indexName);
    }
}
