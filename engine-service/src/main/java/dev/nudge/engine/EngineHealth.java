package dev.nudge.engine;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up once the registry knows everything and partitions of {@code lead.events} were assigned, and while the store
 * answers. It takes the place of Spring's own check of the store, which asks for a command that not every store has and
 * waits for half a minute.
 */
final class EngineHealth implements HealthIndicator {

    private static final long TIMEOUT_MILLISECONDS = 1_000;

    private final EngineStatus status;
    private final MongoDatabase database;

    EngineHealth(EngineStatus status, MongoDatabase database) {
        this.status = status;
        this.database = database.withTimeout(TIMEOUT_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Health health() {
        if (!status.isReady()) {
            return Health.down().withDetail("engine", "starting").build();
        }
        try {
            database.runCommand(new Document("ping", 1));
            return Health.up().build();
        } catch (MongoException away) {
            return Health.down().withDetail("store", "does not answer").build();
        }
    }
}
