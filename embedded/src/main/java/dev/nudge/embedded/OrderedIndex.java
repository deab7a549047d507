package dev.nudge.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A non-unique index that is stored in the store's file and committed together with the documents. Each document has
 * one key: the values of the indexed fields, always ascending, and its id. A document with a list in an indexed field
 * has a key that consists of its id only; while such a document exists the index is not used, because its results would
 * be incomplete.
 * <p>
 * For the library it is a sparse index that never finds anything; {@link StoreCollection} queries it directly.
 */
final class OrderedIndex extends Index<Object> {

    private final KeyOrder order;
    private final MVMap<List<@Nullable Object>, Boolean> entries;

    OrderedIndex(String name, List<IndexKey> keys, MVMap<List<@Nullable Object>, Boolean> entries) {
        super(name, keys, true);
        this.order = KeyOrder.by(keys.stream().map(IndexKey::getKey).toList());
        this.entries = entries;
    }

    static MVMap.Builder<List<@Nullable Object>, Boolean> mapBuilder() {
        return new MVMap.Builder<List<@Nullable Object>, Boolean>().keyType(new IndexKeyType()).valueType(
                new PresenceType());
    }

    KeyOrder order() {
        return order;
    }

    boolean isComplete() {
        List<@Nullable Object> first = entries.firstKey();
        return first == null || first.size() > 1;
    }

    Stream<Object> ids(ScanRange range) {
        Iterator<List<@Nullable Object>> keys = range.isBackward()
                ? entries.cursor(range.high(), range.low(),
                        true)
                : entries.cursor(range.low(), range.high(), false);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(keys, Spliterator.ORDERED), false).filter(
                range::admits).map(key -> Missing.ofNullable(key.getLast()));
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        entries.put(keyOf(document), true);
    }

    @Override
    public @Nullable Object remove(Document document) {
        entries.remove(keyOf(document));
        return null;
    }

    @Override
    public void updateInPlace(Document oldDocument, Document newDocument, Object position,
            MongoCollection<Object> collection) {
        List<@Nullable Object> before = keyOf(oldDocument);
        List<@Nullable Object> after = keyOf(newDocument);
        if (!before.equals(after)) {
            entries.remove(before);
            entries.put(after, true);
        }
    }

    @Override
    public boolean hasSameOptions(Index<?> other) {
        return super.hasSameOptions(other) && getKeys().toString().equals(other.getKeys().toString());
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    private List<@Nullable Object> keyOf(Document document) {
        List<@Nullable Object> key = new ArrayList<>(order.fields().size());
        for (String field : order.fields()) {
            Object value = Utils.getSubdocumentValueCollectionAware(document, field);
            if (value instanceof Collection) {
                return List.of(PrimaryKey.idOf(document));
            }
            key.add(value);
        }
        return key;
    }

    @Override
    public @Nullable Object getPosition(Document document) {
        return null;
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        // a non-unique index accepts every document
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Object> collection) {
        // a non-unique index accepts every document
    }

    @Override
    public void drop() {
        // the database removes the map
    }
}
