package dev.nudge.engine;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up once the registry knows everything and partitions of {@code lead.events} were assigned, and while the store and
 * the broker answer. It takes the place of Spring's own check of the store, which asks for a command that not every
 * store has and waits for half a minute.
 */
final class EngineHealth implements HealthIndicator {

    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final EngineStatus status;
    private final MongoDatabase database;
    private final BooleanSupplier brokerAnswers;

    EngineHealth(EngineStatus status, MongoDatabase database, BooleanSupplier brokerAnswers) {
        this.status = status;
        this.database = database.withTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        this.brokerAnswers = brokerAnswers;
    }

    @Override
    public Health health() {
        if (!status.isReady()) {
            return Health.down().withDetail("engine", "starting").build();
        }
        try {
            database.runCommand(new Document("ping", 1));
        } catch (MongoException away) {
            return Health.down().withDetail("store", "does not answer").build();
        }
        return brokerAnswers.getAsBoolean()
                ? Health.up().build()
                : Health.down().withDetail("broker", "does not answer").build();
    }
}
