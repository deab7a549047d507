package dev.nudge.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that reads only the documents that a query needs. An index only provides candidates; the query is
 * checked on each of them, so that the result is the same as that of a full scan. Commands on one collection are
 * serialized.
 * <p>
 * A document in the map is never modified, only replaced, because another thread may be writing it to the disk or to a
 * client: queries return copies of the top level, which is all that the library's updates modify in place.
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
        Conditions conditions = Conditions.of(query);
        Optional<QueryPlan> plan = orderBy != null && orderBy.containsKey("$natural")
                ? Optional.empty()
                : plan(conditions,
                        orderBy);
        if (plan.isEmpty()) {
            return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        return matchDocumentsFromStream(plan.get().documents(), query, plan.get().sorted() ? null : orderBy, skip,
                limit, batchSize, fields);
    }

    /** A superset of the documents that a query matches, and whether they have the requested order. */
    private record QueryPlan(Stream<Document> documents, boolean sorted) {}

    /** The cheapest plan for a query; empty if the library's lookup or a full scan is as cheap. */
    private Optional<QueryPlan> plan(Conditions conditions, @Nullable Document orderBy) {
        Optional<Collection<Object>> ids = conditions.ids();
        if (ids.isPresent()) {
            return Optional.of(new QueryPlan(byIds(ids.get().stream()), false));
        }
        if (getIndexes().stream().anyMatch(index -> index.canHandle(conditions.query()))) {
            return Optional.empty();
        }
        ScanRange primary = KeyOrder.PRIMARY.range(conditions, orderBy);
        Optional<OrderedIndex> index = bestIndex(conditions, orderBy);
        if (index.isPresent()) {
            ScanRange range = index.get().order().range(conditions, orderBy);
            if (range.compareTo(primary) > 0) {
                return Optional.of(new QueryPlan(byIds(index.get().ids(range)), range.sorts()));
            }
        }
        if (primary.narrows() || primary.isForward() || primary.isBackward()) {
            return Optional.of(new QueryPlan(inOrderOfId(primary), primary.sorts()));
        }
        return Optional.empty();
    }

    private Optional<OrderedIndex> bestIndex(Conditions conditions, @Nullable Document orderBy) {
        return getIndexes().stream().filter(OrderedIndex.class::isInstance).map(OrderedIndex.class::cast).filter(
                OrderedIndex::isComplete)
                .filter(index -> isUseful(index.order().range(conditions, orderBy), conditions))
                .max(Comparator.comparing(index -> index.order().range(conditions, orderBy)));
    }

    private static boolean isUseful(ScanRange range, Conditions conditions) {
        return range.narrows() || (range.sorts() && conditions.query().isEmpty());
    }

    private Stream<Document> byIds(Stream<Object> ids) {
        return ids.map(documents::get).filter(Objects::nonNull);
    }

    private Stream<Document> inOrderOfId(ScanRange range) {
        Object low = range.low().getFirst();
        Object high = range.high().getFirst();
        Cursor<Object, Document> cursor = range.isBackward()
                ? documents.cursor(high, low, true)
                : documents.cursor(low,
                        high, false);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED), false).map(
                id -> cursor.getValue());
    }

    /** The library itself uses a batch size of 0 for internal queries and expects the whole result. */
    @Override
    protected QueryResult createQueryResult(List<Document> matched, int batchSize) {
        List<Document> copies = matched.stream().map(Document::clone).toList();
        if (batchSize == 0) {
            return new QueryResult(copies);
        }
        Batches batches = new Batches(cursorRegistry.generateCursorId(), copies);
        List<Document> first = batches.takeDocuments(batchSize);
        if (batches.isEmpty()) {
            return new QueryResult(first);
        }
        cursorRegistry.add(batches);
        return new QueryResult(first, batches);
    }

    /** Counting bytes would serialize each document once more for every write. */
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
