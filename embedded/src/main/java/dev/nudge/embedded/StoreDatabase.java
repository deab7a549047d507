package dev.nudge.embedded;

import java.util.List;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.BadValueException;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database whose collections are stored as BSON in the order of {@code _id}. */
final class StoreDatabase extends H2Database {

    private final MVStore store;

    StoreDatabase(String name, MVStore store, CursorRegistry cursors) {
        this.store = store; // the superclass opens collections while it is constructed
        super(name, store, cursors);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String collectionName, CollectionOptions options) {
        MVMap<String, Object> properties = store.openMap("meta." + getFullCollectionNamespace(collectionName));
        return new StoreCollection(this, collectionName, options, documents(collectionName), properties,
                cursorRegistry);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(String collectionName, String indexName, List<IndexKey> keys,
            boolean sparse) {
        if (keys.size() == 1 && keys.getFirst().getKey().equals(PrimaryKey.FIELD)) {
            return new PrimaryKey(indexName, keys, documents(collectionName));
        }
        return super.openOrCreateUniqueIndex(collectionName, indexName, keys, sparse);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(String collectionName, String indexName, List<IndexKey> keys,
            boolean sparse) {
        if (keys.size() > IndexKeyType.MAX_FIELDS) {
            throw new BadValueException("Expected at most " + IndexKeyType.MAX_FIELDS + " fields in the index "
                    + indexName + " but found " + keys.size());
        }
        // the name under which the superclass removes the map when the index is dropped
        String map = getFullCollectionNamespace(collectionName) + "._index_" + indexName;
        return new OrderedIndex(indexName, keys, store.openMap(map, OrderedIndex.mapBuilder()));
    }

    private MVMap<Object, Document> documents(String collectionName) {
        return store.openMap("databases." + getFullCollectionNamespace(collectionName),
                new MVMap.Builder<Object, Document>().keyType(new IdType()).valueType(new DocumentType()));
    }
}
