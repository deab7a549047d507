package dev.nudge.engine.registry;

import static dev.nudge.story.Story.automation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.engine.support.TestStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class MongoConfigurationsTest {

    @TempDir
    static Path directory;
    static TestStore store;

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void a_document_that_cannot_be_read_is_skipped_and_the_others_are_read() {
        insert("automations", new Document("_id", "corrupt").append("organizationId", 7),
                new Document(automation().named("sound").startedBy("lead.asked").toJson()));
        insert("users", user("ana", "none at all"), user("ben", new Document("sound", "on")),
                user("cleo", new Document("corrupt", 1).append("sound",
                        new Document("enabled", true).append("version", 1))),
                user("dora", null));
        insert("organizations", new Document("_id", "acme").append("timezone", 1));
        insert("templates", new Document("_id", "acme:hello").append("organizationId", "acme"));

        List<ConfigurationChange> known = new ArrayList<>();
        new MongoConfigurations(store.database()).forEach(known::add);

        assertThat(known).satisfiesExactly(
                change -> assertThat(change).isInstanceOfSatisfying(PreferenceChanged.class,
                        changed -> assertThat(changed.userId()).isEqualTo("cleo")),
                change -> assertThat(change).as("after the preferences").isInstanceOfSatisfying(AutomationSaved.class,
                        saved -> assertThat(saved.automation().id()).isEqualTo("sound")));
    }

    private static Document user(String id, @Nullable Object automations) {
        return new Document("_id", "acme:" + id).append("organizationId", "acme").append("userId", id)
                .append("automations", automations);
    }

    private static void insert(String collection, Document... documents) {
        store.database().getCollection(collection).insertMany(List.of(documents));
    }
}
