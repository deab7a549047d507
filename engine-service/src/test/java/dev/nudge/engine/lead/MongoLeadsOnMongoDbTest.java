package dev.nudge.engine.lead;

import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.support.TestStore;
import dev.nudge.testsupport.Containers;
import dev.nudge.testsupport.OnContainers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On MongoDB in a container, if Docker is available. */
@OnContainers
class MongoLeadsOnMongoDbTest extends MongoLeadsContract {

    static TestStore store;

    @BeforeAll
    static void start() {
        store = TestStore.on(Containers.mongoDbUri());
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
