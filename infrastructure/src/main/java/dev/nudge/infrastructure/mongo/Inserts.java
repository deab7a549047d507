package dev.nudge.infrastructure.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;

/**
 * How documents come into being: by an insert, never by an upsert. Two upserts of one id at the same time can lose a
 * change that was acknowledged on servers that are compatible with MongoDB (DocumentDB before 0.108). So the document
 * is inserted, and a change is an update that is known to have matched.
 */
public final class Inserts {

    private Inserts() {}

    /** Inserts the document. False when there is one of its id already, which stays as it is. */
    public static <T> boolean ifAbsent(MongoCollection<T> collection, T document) {
        try {
            collection.insertOne(document);
            return true;
        } catch (MongoWriteException refused) {
            if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw refused;
        }
    }
}
