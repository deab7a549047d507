package dev.nudge.engine;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bson.Document;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up once the registry is loaded and partitions of {@code lead.events} are assigned, as long as the database and the
 * broker respond and every consumer makes progress. It replaces Spring's own check of the database, which uses a
 * command that not every compatible database supports and waits for half a minute.
 */
final class EngineHealth implements HealthIndicator {

    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final EngineStatus status;
    private final MongoDatabase database;
    private final BooleanSupplier brokerAnswers;
    private final Supplier<Map<String, String>> stalled;

    /** @param stalled descriptions of the consumers that make no progress, by topic */
    EngineHealth(EngineStatus status, MongoDatabase database, BooleanSupplier brokerAnswers,
            Supplier<Map<String, String>> stalled) {
        this.status = status;
        this.database = database.withTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        this.brokerAnswers = brokerAnswers;
        this.stalled = stalled;
    }

    @Override
    public Health health() {
        if (!status.isReady()) {
            return Health.down().withDetail("engine", "starting").build();
        }
        try {
            database.runCommand(new Document("ping", 1));
        } catch (MongoException unavailable) {
            return Health.down().withDetail("store", "does not answer").build();
        }
        if (!brokerAnswers.getAsBoolean()) {
            return Health.down().withDetail("broker", "does not answer").build();
        }
        Map<String, String> waiting = stalled.get();
        return waiting.isEmpty() ? Health.up().build() : Health.down().withDetails(waiting).build();
    }
}
