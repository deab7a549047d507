package dev.nudge.api.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.automation.Automations;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class TombstonePurgeTest {

    private static final Duration KEPT = Duration.ofDays(30);
    /** Earlier than the deletions of other tests, so that this purge does not remove their documents. */
    private static final Instant NOW = Instant.parse("2020-06-01T00:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(KEPT).minusMillis(1);

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Automations automations;
    private final TombstonePurge purge;
    private final Client ana;

    TombstonePurgeTest(@Autowired Api api, @Autowired MongoTemplate store, @Autowired Automations automations) {
        this.store = store;
        this.automations = automations;
        this.purge = new TombstonePurge(automations, KEPT, () -> NOW);
        this.ana = api.member("ana", organization);
    }

    private String insertTombstone() {
        String id = new ObjectId().toHexString();
        store.getCollection("automations").insertOne(new Document("_id", id).append("organizationId", organization)
                .append("name", "n").append("userId", "ana").append("version", 2)
                .append("createdAt", Date.from(Instant.EPOCH)).append("updatedAt", Date.from(LONG_AGO))
                .append("deleted", true).append("purged", organization));
        return id;
    }

    private List<String> there() {
        return store.getCollection("automations").find(new Document("purged", organization))
                .map(document -> document.getString("_id")).into(new ArrayList<>());
    }

    private void set(String id, String name, Object value) {
        store.getCollection("automations").updateOne(new Document("_id", id),
                new Document("$set", new Document(name, value)));
    }

    @Test
    void only_published_and_old_tombstones_are_removed() {
        String old = insertTombstone();
        String younger = insertTombstone();
        set(younger, "updatedAt", Date.from(NOW.minus(KEPT)));
        String alive = insertTombstone();
        store.getCollection("automations").updateOne(new Document("_id", alive),
                new Document("$unset", new Document("deleted", "")));

        purge.run();

        assertThat(there()).doesNotContain(old).containsExactlyInAnyOrder(younger, alive);
    }

    @Test
    void an_unpublished_tombstone_is_not_removed() {
        String unpublished = insertTombstone();
        MongoCollection<Document> documents = store.getCollection("automations");
        Document marked = Objects.requireNonNull(documents.find(new Document("_id", unpublished)).first())
                .append("pending", "never published"); // the relay publishes only true
        documents.replaceOne(new Document("_id", unpublished), marked);

        purge.run();

        assertThat(there()).containsExactly(unpublished);
    }

    @Test
    void concurrent_instances_remove_each_tombstone_once() throws InterruptedException,
            ExecutionException {
        IntStream.range(0, 450).forEach(_ -> insertTombstone());

        List<Future<Long>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                runs.add(threads.submit(purge::run));
            }
        }

        long removed = 0;
        for (Future<Long> run : runs) {
            removed += run.get();
        }
        assertThat(removed).isEqualTo(450);
        assertThat(there()).isEmpty();
    }

    @Test
    void a_new_template_with_a_deleted_name_has_a_later_version() {
        ana.put("/api/templates/hello", "{\"body\": \"Hi\"}").is(201);
        ana.delete("/api/templates/hello").is(204);
        Document id = new Document("_id", organization + ":hello");
        MongoCollection<Document> templates = store.getCollection("templates");
        await("the publication of the deletion").untilAsserted(() -> assertThat(templates.find(id).first())
                .containsEntry("deleted", true).doesNotContainKey("pending"));
        templates.updateOne(id, new Document("$set", new Document("updatedAt", Date.from(LONG_AGO))));

        purge.run();

        assertThat(templates.find(id).first()).as("the version of the name, without the text")
                .containsEntry("version", 2).doesNotContainKeys("body", "channel", "subject");
        assertThat(ana.put("/api/templates/hello", "{\"body\": \"Hi again\"}").is(201).json())
                .containsEntry("version", 3L);
    }

    @Test
    void a_purged_automation_is_not_found() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
        String id = path.substring(path.lastIndexOf('/') + 1);
        ana.delete(path).is(204);
        ana.get(path).isProblem(404, "urn:nudge:error:not-found");
        await("the publication of the deletion").untilAsserted(() -> assertThat(store.getCollection("automations")
                .find(new Document("_id", id)).first()).doesNotContainKey("pending"));
        set(id, "updatedAt", Date.from(LONG_AGO));

        purge.run();

        assertThat(store.getCollection("automations").find(new Document("_id", id)).first()).isNull();
        ana.get(path).isProblem(404, "urn:nudge:error:not-found");
        assertThat(automations.automation(organization, id)).isEmpty();
    }
}
