package dev.nudge.api.store;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The database as the API uses it: what is acknowledged is on disk with the majority, what is read comes from the
 * primary, and no operation takes longer than the time-out, however the store is away.
 */
public final class Store {

    private final MongoDatabase database;

    Store(MongoDatabase database, Duration timeout) {
        this.database = database.withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                .withReadPreference(ReadPreference.primary()).withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    public MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    void ping() {
        database.runCommand(new Document("ping", 1));
    }
}
