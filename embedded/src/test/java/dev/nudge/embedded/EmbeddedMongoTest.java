package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@DisabledIfEnvironmentVariable(named = "NUDGE_TEST_MONGODB_URI", matches = ".+", disabledReason = "It tests the embedded database.")
class EmbeddedMongoTest {

    @TempDir
    Path directory;

    @Test
    void documents_survive_a_restart() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            leads(client).insertOne(new Document("_id", "acme:ana").append("status", "New lead"));
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            assertThat(leads(client).find()).containsExactly(new Document("_id", "acme:ana").append("status",
                    "New lead"));
        }
    }

    @Test
    void an_index_of_more_fields_than_mongodb_permits_is_refused() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            List<String> fields = IntStream.range(0, 33).mapToObj(number -> "field" + number).toList();

            assertThatExceptionOfType(MongoCommandException.class)
                    .isThrownBy(() -> leads(client).createIndex(Indexes.ascending(fields)))
                    .withMessageContaining("Expected at most 32 fields");
        }
    }

    @Test
    void a_fenced_bulk_write_refuses_a_lead_with_another_position_and_applies_the_others() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            leads(client).insertMany(List.of(lead("ana", 17, "old"), lead("bob", 18, "old")));

            assertThatExceptionOfType(MongoBulkWriteException.class).isThrownBy(() -> leads(client).bulkWrite(List.of(
                    fenced("ana", 16, lead("ana", 20, "new")), fenced("bob", 18, lead("bob", 21, "new")),
                    fenced("cleo", 1, lead("cleo", 22, "new"))), new BulkWriteOptions().ordered(false))).satisfies(
                            refusal -> assertThat(refusal.getWriteErrors()).singleElement().satisfies(error -> {
                                assertThat(error.getIndex()).isZero();
                                assertThat(error.getCode()).isEqualTo(11000);
                            }));

            assertThat(leads(client).find()).containsExactly(lead("ana", 17, "old"), lead("bob", 21, "new"), lead(
                    "cleo", 22, "new"));
        }
    }

    @Test
    void a_port_in_use_is_reported() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory.resolve("one"), 0)) {
            int port = Integer.parseInt(mongo.uri().substring(mongo.uri().lastIndexOf(':') + 1));
            assertThatIllegalStateException().isThrownBy(() -> EmbeddedMongo.start(directory.resolve("two"), port))
                    .withMessage(
                            "Embedded MongoDB store cannot listen on port %d: another program uses it. Stop that program, or choose another port.",
                            port);
        }
    }

    @Test
    void a_directory_in_use_is_reported() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0)) {
            assertThat(mongo.uri()).startsWith("mongodb://localhost:");
            assertThatIllegalStateException().isThrownBy(() -> EmbeddedMongo.start(directory, 0)).withMessageContaining(
                    "another process uses it");
        }
    }

    private static MongoCollection<Document> leads(MongoClient client) {
        return client.getDatabase("nudge").getCollection("leads").withWriteConcern(WriteConcern.MAJORITY.withJournal(
                true));
    }

    private static ReplaceOneModel<Document> fenced(String lead, long offset, Document next) {
        return new ReplaceOneModel<>(new Document("_id", lead).append("position", position(offset)), next,
                new ReplaceOptions().upsert(true));
    }

    private static Document lead(String id, long offset, String status) {
        return new Document("_id", id).append("position", position(offset)).append("status", status);
    }

    private static Document position(long offset) {
        return new Document("partition", 3).append("offset", offset);
    }
}
