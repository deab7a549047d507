package dev.nudge.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/** The API's database uses the common settings; the engine has a test of the same name. */
class StoreSettingsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    @Test
    void the_api_uses_the_common_settings() {
        try (MongoClient client = MongoClients.create("mongodb://localhost:1/?w=1")) {
            MongoDatabase expected = MongoSettings.apply(client.getDatabase("nudge"), TIMEOUT);

            MongoDatabase used = new StoreConfiguration().apiMongoTemplate(
                    new SimpleMongoClientDatabaseFactory(client, "nudge"), new StoreProperties(TIMEOUT)).getDb();

            assertThat(used.getWriteConcern()).isEqualTo(expected.getWriteConcern());
            assertThat(used.getReadConcern()).isEqualTo(expected.getReadConcern());
            assertThat(used.getReadPreference()).isEqualTo(expected.getReadPreference());
            assertThat(used.getTimeout(TimeUnit.SECONDS)).isEqualTo(7);
        }
    }
}
