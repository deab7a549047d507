package dev.nudge.engine.lead;

import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.support.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** On a real MongoDB, where Docker is. */
@Testcontainers(disabledWithoutDocker = true)
class MongoLeadsOnMongoDbTest extends MongoLeadsContract {

    @Container
    static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8");

    static TestStore store;

    @BeforeAll
    static void start() {
        store = TestStore.on(MONGO.getConnectionString());
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
