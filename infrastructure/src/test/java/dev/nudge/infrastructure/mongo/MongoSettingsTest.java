package dev.nudge.infrastructure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

class MongoSettingsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    private final MongoClient client = MongoClients.create("mongodb://localhost:1/?readPreference=secondary&w=1");

    @AfterEach
    void close() {
        client.close();
    }

    private static void assertThatItHasTheSettings(MongoDatabase database) {
        assertThat(database.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(true));
        assertThat(database.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
        assertThat(database.getReadPreference()).isEqualTo(ReadPreference.primary());
        assertThat(database.getTimeout(TimeUnit.MILLISECONDS)).isEqualTo(TIMEOUT.toMillis());
    }

    @Test
    void the_settings_take_precedence_over_those_of_the_address() {
        assertThatItHasTheSettings(MongoSettings.apply(client.getDatabase("nudge"), TIMEOUT));
    }

    @Test
    void every_collection_of_the_template_has_the_settings() {
        MongoTemplate template = MongoSettings.template(new SimpleMongoClientDatabaseFactory(client, "nudge"), TIMEOUT);

        assertThatItHasTheSettings(template.getDb());
        assertThat(template.getCollection("leads").getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(
                true));
        assertThat(template.getCollection("leads").getTimeout(TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void indexes_may_take_ten_minutes() {
        assertThat(MongoSettings.forIndexes(client.getDatabase("nudge").getCollection("leads", Document.class))
                .getTimeout(TimeUnit.MINUTES)).isEqualTo(10);
    }
}
