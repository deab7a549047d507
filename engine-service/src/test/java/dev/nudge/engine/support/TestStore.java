package dev.nudge.engine.support;

import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import dev.nudge.infrastructure.mongo.MongoSettings;
import dev.nudge.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.TestInfo;

/** A {@link TestDatabase} with the settings of the services. */
public record TestStore(TestDatabase plain) implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public static TestStore start(Path directory) {
        return new TestStore(TestDatabase.start(directory));
    }

    public static TestStore startFor(TestInfo test, Path directory) {
        return new TestStore(TestDatabase.startFor(test, directory));
    }

    /** A database on a server that already runs. */
    public static TestStore on(String uri) {
        return new TestStore(TestDatabase.on(uri));
    }

    /** The connection string, with the name of the database. */
    public String uri() {
        return plain.uri();
    }

    public MongoDatabase database() {
        return MongoSettings.apply(plain.database(), TIMEOUT);
    }

    /** The same database, through a connection with a command listener. */
    public MongoDatabase database(CommandListener listener) {
        return MongoSettings.apply(plain.database(listener), TIMEOUT);
    }

    @Override
    public void close() {
        plain.close();
    }
}
