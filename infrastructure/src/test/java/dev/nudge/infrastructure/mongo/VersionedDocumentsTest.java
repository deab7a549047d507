package dev.nudge.infrastructure.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.nudge.embedded.EmbeddedMongo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/** Versions, markers, tombstones and indexes, on the embedded store or the one that the environment names. */
class VersionedDocumentsTest {

    private static final Instant NOON = Instant.parse("2026-04-23T12:00:00Z");

    @TempDir
    static Path directory;
    private static @Nullable EmbeddedMongo embedded;
    private static @Nullable MongoClient client;

    private final MongoTemplate template = MongoSettings.template(
            new SimpleMongoClientDatabaseFactory(Objects.requireNonNull(client), "nudge-test-versioned"),
            Duration.ofSeconds(30));
    private final VersionedDocuments documents = new VersionedDocuments(template, CollectionNames.AUTOMATIONS);

    @BeforeAll
    static void start() {
        String uri = System.getenv("NUDGE_TEST_MONGODB_URI");
        if (uri == null || uri.isBlank()) {
            embedded = EmbeddedMongo.start(directory, 0);
            uri = embedded.uri();
        }
        client = MongoClients.create(uri);
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.getDatabase("nudge-test-versioned").drop();
            client.close();
        }
        if (embedded != null) {
            embedded.close();
        }
    }

    @BeforeEach
    void without_documents() {
        documents.collection().deleteMany(new Document());
    }

    private static Document version(int version) {
        return new Document("_id", "64d2f9c5e8a1d4e001a0b1c2").append("name", "v" + version)
                .append("version", version).append("updatedAt", Date.from(NOON));
    }

    private Document stored() {
        return Objects.requireNonNull(documents.collection().find().first());
    }

    @Test
    void a_change_applies_to_the_version_before_it_or_not_at_all() {
        assertThat(documents.insert(version(1))).isTrue();
        assertThat(documents.insert(version(1).append("name", "another"))).isFalse();
        assertThat(documents.replace(version(2))).isTrue();
        assertThat(documents.replace(version(2).append("name", "late"))).isFalse();
        assertThat(documents.delete("64d2f9c5e8a1d4e001a0b1c2", 1, NOON)).isFalse();

        assertThat(documents.find("64d2f9c5e8a1d4e001a0b1c2")).contains(version(2).append("pending", true));
    }

    @Test
    void a_marker_goes_with_its_version_and_not_with_an_earlier_one() {
        documents.insert(version(1));
        Document first = documents.findPending("64d2f9c5e8a1d4e001a0b1c2").orElseThrow();
        documents.replace(version(2));

        documents.published(first);
        assertThat(documents.pending("", 10)).containsExactly("64d2f9c5e8a1d4e001a0b1c2");

        documents.published(documents.findPending("64d2f9c5e8a1d4e001a0b1c2").orElseThrow());
        assertThat(documents.pending("", 10)).isEmpty();
        assertThat(stored()).isEqualTo(version(2));
    }

    @Test
    void a_deleted_document_stays_as_a_marked_tombstone_of_the_next_version() {
        documents.insert(version(1));

        assertThat(documents.delete("64d2f9c5e8a1d4e001a0b1c2", 1, NOON.plusSeconds(1))).isTrue();

        assertThat(documents.find("64d2f9c5e8a1d4e001a0b1c2")).isEmpty();
        assertThat(documents.findEvenDeleted("64d2f9c5e8a1d4e001a0b1c2")).hasValueSatisfying(tombstone -> {
            assertThat(VersionedDocuments.isDeleted(tombstone)).isTrue();
            assertThat(tombstone).containsEntry("version", 2).containsEntry("pending", true)
                    .containsEntry("updatedAt", Date.from(NOON.plusSeconds(1)));
        });
        assertThat(documents.insert(version(1))).as("its id is taken").isFalse();
    }

    @Test
    void only_published_tombstones_of_before_are_purged() {
        documents.insert(version(1));
        assertThat(documents.purgeTombstones(NOON.plusSeconds(9), 10)).as("no tombstone").isZero();
        documents.delete("64d2f9c5e8a1d4e001a0b1c2", 1, NOON);
        assertThat(documents.purgeTombstones(NOON.plusSeconds(9), 10)).as("not published").isZero();
        documents.published(stored());
        assertThat(documents.purgeTombstones(NOON, 10)).as("not before").isZero();

        assertThat(documents.purgeTombstones(NOON.plusMillis(1), 10)).isEqualTo(1);
        assertThat(documents.collection().find()).isEmpty();
    }

    @Test
    void every_index_of_the_table_is_created_once_whoever_creates_it() {
        IndexDefinition.ALL.stream().map(IndexDefinition::collection).distinct().forEach(name -> {
            var collection = template.getCollection(name);
            IndexDefinition.create(collection);
            IndexDefinition.create(collection, Duration.ofDays(90));
            IndexDefinition.create(collection, Duration.ofDays(90));

            assertThat(StreamSupport.stream(collection.listIndexes().spliterator(), false)
                    .map(index -> index.get("key", Document.class).keySet().stream().toList()))
                    .containsAll(IndexDefinition.ALL.stream().filter(index -> index.collection().equals(name))
                            .map(IndexDefinition::fields).toList());
        });
    }
}
