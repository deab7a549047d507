package dev.nudge.infrastructure.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * How both services use the database. An acknowledged write is on disk with a majority of the members and cannot be
 * rolled back; a read comes from the primary and returns only such writes; no operation takes longer than its time-out,
 * which includes the selection of a server and all retries.
 */
public final class MongoSettings {

    private static final WriteConcern WRITE_CONCERN = WriteConcern.MAJORITY.withJournal(true);
    private static final ReadConcern READ_CONCERN = ReadConcern.MAJORITY;
    private static final ReadPreference READ_PREFERENCE = ReadPreference.primary();
    /** The creation of an index reads the whole collection. */
    private static final Duration INDEX_TIMEOUT = Duration.ofMinutes(10);

    private MongoSettings() {}

    /** The same database with the settings. */
    public static MongoDatabase apply(MongoDatabase database, Duration timeout) {
        return database.withWriteConcern(WRITE_CONCERN).withReadConcern(READ_CONCERN)
                .withReadPreference(READ_PREFERENCE).withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A template whose every operation has the settings. Documents are read and written through
     * {@link MongoTemplate#getCollection}: the template's own queries would turn ids of 24 hexadecimal digits, such as
     * those of automations, into {@code ObjectId}s and not find them.
     */
    public static MongoTemplate template(MongoDatabaseFactory factory, Duration timeout) {
        return new MongoTemplate(new ConfiguredDatabaseFactory(factory, timeout));
    }

    /** The collection with the time-out for the creation of indexes. */
    public static <T> MongoCollection<T> forIndexes(MongoCollection<T> collection) {
        return collection.withTimeout(INDEX_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
