package dev.nudge.testsupport;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import dev.nudge.embedded.EmbeddedMongo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;

/**
 * A separate database for a test: in the embedded server, or on the server that {@code NUDGE_TEST_MONGODB_URI} names,
 * where it is dropped at the end.
 */
public final class TestDatabase implements AutoCloseable {

    private final String name = "nudge-test-" + UUID.randomUUID();
    private final @Nullable Path directory;
    private final List<MongoClient> watched = new ArrayList<>();
    private @Nullable EmbeddedMongo embedded;
    private final String uri;
    private MongoClient client;

    /** @param directory null for a server that already runs */
    private TestDatabase(@Nullable Path directory, @Nullable EmbeddedMongo embedded, String server) {
        this.directory = directory;
        this.embedded = embedded;
        this.uri = MongoUri.withDatabase(server, name);
        this.client = MongoClients.create(uri);
    }

    /** @param directory for the embedded server, which uses {@code store} below it */
    public static TestDatabase start(Path directory) {
        return OutsideServers.mongodb().map(TestDatabase::on).orElseGet(() -> {
            Path files = directory.resolve("store");
            EmbeddedMongo embedded = EmbeddedMongo.start(files, 0);
            return new TestDatabase(files, embedded, embedded.uri());
        });
    }

    /** As {@link #start(Path)}, or in a container for a test class that is annotated with {@link OnContainers}. */
    public static TestDatabase startFor(TestInfo test, Path directory) {
        return OnContainers.Condition.holdsFor(test) ? on(Containers.mongoDbUri()) : start(directory);
    }

    /** On a server that already runs. */
    public static TestDatabase on(String uri) {
        return new TestDatabase(null, null, uri);
    }

    /** The connection string, with the name of the database. */
    public String uri() {
        return uri;
    }

    public MongoDatabase database() {
        return client.getDatabase(name);
    }

    /** The same database, through a connection with a command listener. */
    public MongoDatabase database(CommandListener listener) {
        MongoClient another = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri)).addCommandListener(listener).build());
        watched.add(another);
        return another.getDatabase(name);
    }

    /** Restarts the embedded server on its files; for another server, only reconnects. */
    public void restart() {
        if (embedded != null) {
            stop();
            startAgain();
        }
        client.close();
        client = MongoClients.create(uri);
    }

    /** Only for the embedded server: clients cannot reach it until it is restarted. */
    public void stop() {
        Objects.requireNonNull(embedded, "Only the embedded store can be stopped").close();
    }

    /** On the same port and files as before. */
    public void startAgain() {
        int port = Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1, uri.lastIndexOf('/')));
        embedded = EmbeddedMongo.start(Objects.requireNonNull(directory), port);
    }

    @Override
    public void close() {
        watched.forEach(MongoClient::close);
        client.getDatabase(name).drop();
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
