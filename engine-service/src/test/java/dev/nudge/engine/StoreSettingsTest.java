package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/** The engine's database has the settings that both services share; the API has a test of the same name. */
class StoreSettingsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    @Test
    void the_engine_uses_the_settings_of_both_services() {
        try (MongoClient client = MongoClients.create("mongodb://localhost:1/?w=1")) {
            MongoDatabase expected = MongoSettings.apply(client.getDatabase("nudge"), TIMEOUT);

            MongoDatabase used = EngineConfiguration.database(new SimpleMongoClientDatabaseFactory(client, "nudge"),
                    new StoreProperties(TIMEOUT));

            assertThat(used.getWriteConcern()).isEqualTo(expected.getWriteConcern());
            assertThat(used.getReadConcern()).isEqualTo(expected.getReadConcern());
            assertThat(used.getReadPreference()).isEqualTo(expected.getReadPreference());
            assertThat(used.getTimeout(TimeUnit.SECONDS)).isEqualTo(7);
        }
    }
}
