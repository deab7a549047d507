package dev.nudge.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.json.JsonCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of decisions are those of the stored decisions, whatever happened on the way. */
class DecisionRollupsTest {

    @TempDir
    static Path directory;
    static TestStore store;

    private final LogInMemory log = new LogInMemory(1, new SettableClock(), step -> {});

    @BeforeAll
    static void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void empty() {
        store.database().getCollection("decisions").deleteMany(new Document());
        store.database().getCollection("rollups").deleteMany(new Document());
        history(store.database()).createIndexes(Duration.ofDays(90));
    }

    private DecisionHistory history(MongoDatabase database) {
        return new DecisionHistory(database,
                new FailedRecords(log, new EngineMetrics(new SimpleMeterRegistry())), new SettableClock());
    }

    private static ConsumerRecord<byte[], byte[]> decision(String id, String automation, String at, String outcome,
            String reason) {
        return new ConsumerRecord<>(Topics.AUTOMATION_DECISIONS, 0, 0, null, JsonCodec.write(
                Map.of("id", id, "organizationId", "acme", "automationId", automation, "leadId", "ana", "outcome",
                        outcome, "reason", reason, "at", at)));
    }

    private static final List<ConsumerRecord<byte[], byte[]>> BATCH = List.of(
            decision("d-1", "a", "2026-04-22T10:00:00.000Z", "FIRED", "IMMEDIATE"),
            decision("d-2", "a", "2026-04-22T10:59:59.999Z", "FIRED", "IMMEDIATE"),
            decision("d-3", "b", "2026-04-22T10:30:00.000Z", "SKIPPED", "CONDITIONS"),
            decision("d-4", "b", "2026-04-22T11:00:00.000Z", "SKIPPED", "CONDITIONS"));

    private static final Map<String, Map<String, @Nullable Object>> COUNTED = Map.of(
            "acme:2026-04-22T10:00:00.000Z:decisions",
            Map.of("FIRED", Map.of("IMMEDIATE", 2L), "SKIPPED", Map.of("CONDITIONS", 1L)),
            "acme:2026-04-22T10:00:00.000Z:decisions:a", Map.of("FIRED", Map.of("IMMEDIATE", 2L)),
            "acme:2026-04-22T10:00:00.000Z:decisions:b", Map.of("SKIPPED", Map.of("CONDITIONS", 1L)),
            "acme:2026-04-22T11:00:00.000Z:decisions", Map.of("SKIPPED", Map.of("CONDITIONS", 1L)),
            "acme:2026-04-22T11:00:00.000Z:decisions:b", Map.of("SKIPPED", Map.of("CONDITIONS", 1L)));

    private static boolean isMarked() {
        return store.database().getCollection("rollups").find(new Document("changed", new Document("$exists", true)))
                .first() != null;
    }

    @Test
    void decisions_are_counted_by_hour_automation_outcome_and_reason() {
        history(store.database()).onMessage(BATCH);
        assertThat(isMarked()).isTrue();

        new DecisionRollups(store.database()).count();

        assertThat(StoredRollups.in(store)).isEqualTo(COUNTED);
        assertThat(isMarked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20})
    void decisions_of_one_instant_are_counted_once_wherever_a_page_ends(int pageSize) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(decision("d-" + i, "a", "2026-04-22T10:00:0" + i / 7 + ".000Z", "FIRED", "IMMEDIATE"));
        }
        history(store.database()).onMessage(batch);

        new DecisionRollups(store.database(), pageSize).count();

        assertThat(StoredRollups.in(store).values())
                .containsOnly(Map.of("FIRED", Map.of("IMMEDIATE", 20L)));
    }

    @Test
    void batches_that_come_again_in_other_cuts_and_under_other_offsets_change_nothing() {
        DecisionRollups rollups = new DecisionRollups(store.database());
        DecisionHistory history = history(store.database());
        history.onMessage(BATCH.subList(0, 3));
        rollups.count();
        history.onMessage(BATCH.subList(1, 4));
        rollups.count();
        history.onMessage(BATCH.subList(0, 1));
        history.onMessage(BATCH);
        rollups.count();

        assertThat(StoredRollups.in(store)).isEqualTo(COUNTED);
    }

    /** An engine that stops before one of its writes, and goes on after another one has taken its place. */
    private final class Stopped {
        private final AtomicInteger left;
        private final CountDownLatch stops = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private volatile boolean isCommitted;
        private final Thread engine;

        Stopped(int beforeWrite) {
            left = new AtomicInteger(beforeWrite);
            MongoDatabase database = store.database(new CommandListener() {
                @Override
                public void commandStarted(CommandStartedEvent event) {
                    if (Set.of("insert", "update").contains(event.getCommandName()) && left.getAndDecrement() == 0) {
                        stops.countDown();
                        await(goesOn);
                    }
                }
            });
            engine = Thread.ofVirtual().start(() -> {
                history(database).onMessage(BATCH);
                isCommitted = true;
                new DecisionRollups(database).count();
                stops.countDown();
            });
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        boolean isAfterItsLastWrite() {
            return left.get() >= 0;
        }
    }

    @Test // invariant 3
    void a_crash_between_any_two_writes_changes_nothing() throws InterruptedException {
        int writes = 0;
        boolean isComplete = false;
        while (!isComplete) {
            empty();
            history(store.database()).onMessage(BATCH.subList(0, 1)); // so that some documents exist
            Stopped stopped = new Stopped(writes++);
            assertThat(stopped.stops.await(30, TimeUnit.SECONDS)).isTrue();
            isComplete = stopped.isAfterItsLastWrite();

            if (!stopped.isCommitted) {
                history(store.database()).onMessage(BATCH.subList(0, 2));
                history(store.database()).onMessage(BATCH.subList(2, 4));
            }
            new DecisionRollups(store.database()).count();
            assertThat(StoredRollups.in(store)).as("stopped before write %d", writes).isEqualTo(COUNTED);

            stopped.goesOn.countDown();
            stopped.engine.join();
            new DecisionRollups(store.database()).count();
            assertThat(StoredRollups.in(store)).as("went on with write %d", writes).isEqualTo(COUNTED);
        }
        assertThat(writes).isGreaterThan(6);
    }

    @Test
    void decisions_that_are_stored_while_their_hour_is_counted_are_counted_next() {
        DecisionHistory history = history(store.database());
        history.onMessage(BATCH.subList(0, 1));
        AtomicInteger finds = new AtomicInteger();
        MongoDatabase slow = store.database(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommandName().equals("update") && finds.getAndIncrement() == 0) {
                    history.onMessage(BATCH);
                }
            }
        });
        new DecisionRollups(slow).count();
        assertThat(isMarked()).isTrue();

        new DecisionRollups(store.database()).count();
        assertThat(StoredRollups.in(store)).isEqualTo(COUNTED);
    }

    @Test
    void a_number_is_not_lowered_when_decisions_expire() {
        history(store.database()).onMessage(BATCH);
        new DecisionRollups(store.database()).count();
        store.database().getCollection("decisions").deleteOne(new Document("_id", "d-1"));
        history(store.database()).onMessage(BATCH.subList(1, 2));

        new DecisionRollups(store.database()).count();

        assertThat(StoredRollups.in(store)).isEqualTo(COUNTED);
    }

    @Test
    void names_that_cannot_be_fields_are_not_counted() {
        history(store.database()).onMessage(new ArrayList<>(
                List.of(decision("d-1", "a", "2026-04-22T10:00:00.000Z", "$FIRED", "a.b"))));

        new DecisionRollups(store.database()).count();

        assertThat(StoredRollups.in(store)).isEqualTo(Map.of("acme:2026-04-22T10:00:00.000Z:decisions", Map.of()));
    }
}
