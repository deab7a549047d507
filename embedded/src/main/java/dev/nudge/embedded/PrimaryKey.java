package dev.nudge.embedded;

import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;

/**
 * The index of {@code _id}, which is the map of documents itself. It refuses a second document with the same id; the
 * collection looks up documents in the map directly.
 */
final class PrimaryKey extends Index<Object> {

    static final String FIELD = "_id";

    private final Map<Object, Document> documents;

    PrimaryKey(String name, List<IndexKey> keys, Map<Object, Document> documents) {
        super(name, keys, false);
        this.documents = documents;
    }

    static Object idOf(Document document) {
        return Missing.ofNullable(document.get(FIELD));
    }

    @Override
    public Object getPosition(Document document) {
        return idOf(document);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        Object id = idOf(document);
        if (documents.containsKey(id)) {
            throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(id));
        }
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        // the map of documents already contains the id
    }

    @Override
    public Object remove(Document document) {
        return idOf(document);
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
    public long getCount() {
        return documents.size();
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Object> collection) {
        // an id does not change
    }

    @Override
    public void updateInPlace(Document oldDocument, Document newDocument, Object position,
            MongoCollection<Object> collection) {
        // an id does not change
    }

    @Override
    public void drop() {
        // removed together with the map of documents
    }
}
