package dev.nudge.engine.lead;

import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.support.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded database, or on the server that {@code NUDGE_TEST_MONGODB_URI} names. */
class MongoLeadsTest extends MongoLeadsContract {

    @TempDir
    static Path directory;
    static TestStore store;

    @BeforeAll
    static void start() {
        store = TestStore.start(directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Override
    MongoDatabase database() {
        return store.database();
    }
}
