package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.engine.support.TestStore;
import dev.nudge.patience.Patience;
import dev.nudge.testsupport.EmbeddedServersOnly;
import dev.nudge.testsupport.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class EngineHealthTest {

    @TempDir
    Path directory;

    private static EngineStatus ready(boolean ready) {
        return new EngineStatus() {
            @Override
            public boolean isReady() {
                return ready;
            }

            @Override
            public boolean ownsAllPartitions() {
                return ready;
            }
        };
    }

    @Test
    @EmbeddedServersOnly("It stops and starts the database.")
    @Timeout(30)
    void it_is_up_while_the_engine_is_ready_and_the_database_responds() {
        int port = FreePorts.any();
        try (MongoClient client = MongoClients.create("mongodb://localhost:" + port)) {
            EngineHealth health = new EngineHealth(ready(true), client.getDatabase("nudge"), () -> true, Map::of);
            try (EmbeddedMongo _ = EmbeddedMongo.start(directory, port)) {
                awaitUp(health);
            }

            long before = System.nanoTime();
            Health unavailable = health.health();
            assertThat(unavailable.getStatus()).isEqualTo(Status.DOWN);
            assertThat(unavailable.getDetails()).containsEntry("store", "does not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).as("a probe does not wait long")
                    .isLessThan(Patience.allowedFor(Duration.ofSeconds(3)));

            try (EmbeddedMongo _ = EmbeddedMongo.start(directory, port)) {
                awaitUp(health);
            }
        }
    }

    /** The driver needs some time to discover a server. */
    private static void awaitUp(EngineHealth health) {
        await("the driver to discover the server").until(() -> health.health().getStatus().equals(Status.UP));
    }

    @Test
    void it_is_down_while_the_broker_does_not_respond() {
        try (TestStore store = TestStore.start(directory)) {
            Health health = new EngineHealth(ready(true), store.database(), () -> false, Map::of).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("broker", "does not answer");
        }
    }

    @Test
    void it_is_down_while_the_engine_starts() {
        try (TestStore store = TestStore.start(directory)) {
            Health health = new EngineHealth(ready(false), store.database(), () -> true, Map::of).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("engine", "starting");
        }
    }

    @Test
    void it_is_down_and_names_the_topic_while_a_consumer_makes_no_progress() {
        try (TestStore store = TestStore.start(directory)) {
            Map<String, String> stalled = new HashMap<>();
            EngineHealth health = new EngineHealth(ready(true), store.database(), () -> true, () -> stalled);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            stalled.put("message.commands", "No progress at message.commands-0@17.");
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails()).isEqualTo(stalled);

            stalled.clear();
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        }
    }
}
