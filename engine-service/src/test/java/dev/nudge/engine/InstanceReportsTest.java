package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import dev.nudge.engine.InstanceReports.Figures;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceReportsTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void an_engine_reports_itself_until_it_stops() {
        try (TestDatabase database = TestDatabase.start(directory)) {
            MongoCollection<Document> instances = database.database().getCollection(CollectionNames.INSTANCES);
            InstanceReports reports = new InstanceReports(database.database(), "one", InstantSource.fixed(NOON));
            reports.createIndexes();
            reports.start(() -> new Figures(48, 7, 3, 2));

            await("the report").until(() -> instances.find().first() != null);
            assertThat(instances.find().first()).isEqualTo(new Document("_id", "one")
                    .append("startedAt", Date.from(NOON)).append("reportedAt", Date.from(NOON))
                    .append("partitions", 48).append("lag", 7L).append("timersWaiting", 3)
                    .append("messagesWaiting", 2));

            reports.close();
            assertThat(instances.find().first()).isNull();
        }
    }
}
