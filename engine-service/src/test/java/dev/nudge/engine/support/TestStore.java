package dev.nudge.engine.support;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test's own: in the embedded store, or on the server that {@code NUDGE_TEST_MONGODB_URI} names, where
 * it is dropped at the end.
 */
public final class TestStore implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final @Nullable EmbeddedMongo embedded;
    private final String uri;
    private final MongoClient client;
    private final List<MongoClient> watched = new ArrayList<>();
    private final MongoDatabase database;

    private TestStore(@Nullable EmbeddedMongo embedded, String uri) {
        this.embedded = embedded;
        this.uri = uri;
        this.client = MongoClients.create(uri);
        this.database = MongoSettings.apply(client.getDatabase("nudge-test-" + UUID.randomUUID()), TIMEOUT);
    }

    public static TestStore start(Path directory) {
        String uri = System.getenv("NUDGE_TEST_MONGODB_URI");
        if (uri != null && !uri.isBlank()) {
            return new TestStore(null, uri);
        }
        EmbeddedMongo embedded = EmbeddedMongo.start(directory.resolve("store"), 0);
        return new TestStore(embedded, embedded.uri());
    }

    /** A database on a server that runs already. */
    public static TestStore on(String uri) {
        return new TestStore(null, uri);
    }

    public MongoDatabase database() {
        return database;
    }

    /** The same database by a connection whose commands are watched. */
    public MongoDatabase database(CommandListener listener) {
        MongoClient another = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri)).addCommandListener(listener).build());
        watched.add(another);
        return MongoSettings.apply(another.getDatabase(database.getName()), TIMEOUT);
    }

    @Override
    public void close() {
        watched.forEach(MongoClient::close);
        database.drop();
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
