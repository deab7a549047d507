package dev.nudge.api.health;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.infrastructure.mongo.CollectionNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The reports of the engine's instances. */
final class EngineInstances {

    private static final int MAX_INSTANCES = 1_000;
    /** An engine reports itself every five seconds. */
    private static final Duration ALIVE = Duration.ofSeconds(20);

    private final MongoCollection<Document> instances;

    EngineInstances(MongoTemplate store) {
        this.instances = store.getCollection(CollectionNames.INSTANCES);
    }

    record Instance(String id, Instant startedAt, Instant reportedAt, int partitions, long lag, int timersWaiting,
            int messagesWaiting) {

        boolean isAlive(Instant now) {
            return reportedAt.plus(ALIVE).isAfter(now);
        }
    }

    List<Instance> all() {
        return instances.find().sort(Sorts.ascending("_id")).limit(MAX_INSTANCES)
                .map(report -> new Instance(report.getString("_id"), report.getDate("startedAt").toInstant(),
                        report.getDate("reportedAt").toInstant(), report.getInteger("partitions"),
                        report.getLong("lag"), report.getInteger("timersWaiting"),
                        report.getInteger("messagesWaiting")))
                .into(new ArrayList<>());
    }
}
