package dev.nudge.embedded;

import java.util.List;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.bson.Document;

/**
 * The remainder of a query's result, returned in batches. A batch has at most the requested length and ends after 16
 * MiB, because clients refuse a response of 48 MB. Not thread-safe.
 */
final class Batches implements Cursor {

    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final long id;
    private List<Document> rest;

    Batches(long id, List<Document> rest) {
        this.id = id;
        this.rest = rest;
    }

    /** The first documents that fit into a batch; at least one, if there is one. */
    static List<Document> first(List<Document> documents, int most) {
        long bytes = 0;
        int count = 0;
        while (count < Math.min(documents.size(), most) && bytes < MOST_BYTES) {
            bytes += BsonBytes.memory(documents.get(count));
            count++;
        }
        return documents.subList(0, count);
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public boolean isEmpty() {
        return rest.isEmpty();
    }

    @Override
    public List<Document> takeDocuments(int most) {
        List<Document> batch = first(rest, most);
        rest = rest.subList(batch.size(), rest.size());
        return batch;
    }
}
