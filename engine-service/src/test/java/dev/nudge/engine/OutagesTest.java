package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.testsupport.EmbeddedServersOnly;
import dev.nudge.testsupport.FreePorts;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** Invariant 5: the engine resumes by itself after an outage, and dead-letters nothing because of it. */
@EmbeddedServersOnly("It stops and starts the broker and the database.")
class OutagesTest {

    private static final Map<String, Object> SEND = Map.of("sendMessage",
            List.of(Map.of("template", "hello", "channel", "sms")));
    private static final Duration SEVERAL_SECONDS = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int BACKLOG = 8_192;
    private static final long MEBIBYTE = 1024 * 1024;

    @TempDir
    static Path directory;
    static int brokerPort = FreePorts.any();
    static int storePort = FreePorts.any();
    static EmbeddedKafka kafka;
    static EmbeddedMongo store;
    static RunningEngine engine;

    @BeforeAll
    static void start() {
        kafka = startBroker();
        store = startStore();
        engine = RunningEngine.on(kafka.bootstrapServers(), store.uri() + "/nudge").start();
        engine.automation("welcome", Map.of("event", "lead.welcome", "triggerLogicType", "event", "actions", SEND));
        engine.automation("remind", Map.of("event", "lead.asked", "triggerLogicType", "timer", "timerLogic",
                Map.of("delay", 3, "unit", "seconds"), "actions", SEND));
    }

    @AfterAll
    static void stop() {
        engine.close();
        store.close();
        kafka.close();
    }

    private static EmbeddedKafka startBroker() {
        return EmbeddedKafka.start(directory.resolve("kafka"), brokerPort);
    }

    private static EmbeddedMongo startStore() {
        return EmbeddedMongo.start(directory.resolve("store"), storePort);
    }

    /** A hundred events a second, each of a different lead: half of them fire immediately, half after three seconds. */
    private static ScheduledExecutorService load(String leads, AtomicInteger sent) {
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        var _ = load.scheduleAtFixedRate(() -> {
            String lead = leads + sent.getAndIncrement();
            engine.later(lead, sent.get() % 2 == 0 ? "lead.welcome" : "lead.asked", lead, Map.of());
        }, 0, 10, TimeUnit.MILLISECONDS);
        return load;
    }

    private static void awaitReadiness(Status expected) {
        await("readiness").atMost(TIMEOUT).until(() -> engine.probe("readiness").equals(expected));
    }

    private static void awaitSeveralSecondsWithoutReadiness() {
        await("several seconds").pollDelay(SEVERAL_SECONDS).atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(engine.probe("readiness")).isEqualTo(Status.DOWN);
            assertThat(engine.probe("liveness")).as("a restart would not help").isEqualTo(Status.UP);
        });
    }

    @Test
    void processing_pauses_while_the_database_is_unavailable_and_resumes_afterwards() {
        AtomicInteger sent = new AtomicInteger();
        try (ScheduledExecutorService load = load("store-", sent)) {
            await("the load to be processed").until(() -> sentTo("store-").size() > 20);
            long heapBefore = liveHeap();

            store.close();
            awaitReadiness(Status.DOWN);
            IntStream.range(0, BACKLOG).forEach(i -> engine.later("noise-" + i, "lead.noise", "noise-" + i % 100,
                    Map.of("text", "x".repeat(8_192))));
            awaitSeveralSecondsWithoutReadiness();
            long grown = (liveHeap() - heapBefore) / MEBIBYTE;
            System.out.println("Outage of the database: live heap grew by " + grown + " MiB, 64 MiB of events wait");
            assertThat(grown).as("waiting events are in the log").isLessThan(50);

            store = startStore();
            awaitReadiness(Status.UP);
            load.shutdown();
        }
        awaitAMessageToEach("store-", sent.get());
    }

    @Test
    void processing_pauses_while_the_broker_is_unavailable_and_resumes_afterwards() {
        AtomicInteger sent = new AtomicInteger();
        try (ScheduledExecutorService load = load("broker-", sent)) {
            await("the load to be processed").until(() -> sentTo("broker-").size() > 20);

            kafka.close();
            awaitReadiness(Status.DOWN);
            awaitSeveralSecondsWithoutReadiness();

            kafka = startBroker();
            awaitReadiness(Status.UP);
            load.shutdown();
        }
        awaitAMessageToEach("broker-", sent.get());
    }

    /** One sent message and stored decisions for each lead; no dead letter. */
    private static void awaitAMessageToEach(String leads, int count) {
        Set<String> expected = IntStream.range(0, count).mapToObj(i -> leads + i).collect(Collectors.toSet());
        awaitAll("messages", () -> sentTo(leads).size(), count);
        assertThat(sentTo(leads)).containsExactlyInAnyOrderElementsOf(expected);
        awaitAll("decisions", () -> fired(leads).size(), count);
        assertThat(fired(leads)).isEqualTo(expected);
        assertThat(engine.records(Topics.deadLetters(Topics.LEAD_EVENTS))).isEmpty();
        Set<Object> ids = new HashSet<>();
        engine.json(Topics.MESSAGE_COMMANDS).stream()
                .filter(message -> String.valueOf(message.get("leadId")).startsWith(leads))
                .forEach(message -> ids.add(Objects.requireNonNull(message.get("id"))));
        assertThat(ids).as("commands, some possibly twice, but with the same id").hasSize(count);
    }

    /** Waits while there is progress: the total time depends on the machine. */
    private static void awaitAll(String what, IntSupplier reached, int count) {
        for (int before = reached.getAsInt(); before < count; before = reached.getAsInt()) {
            int soFar = before;
            await("more " + what + " than " + soFar + " of " + count).atMost(TIMEOUT)
                    .until(() -> reached.getAsInt() > soFar);
        }
    }

    private static List<String> sentTo(String leads) {
        return engine.collection("messages").find(new Document("leadId", new Document("$regex", "^" + leads)))
                .map(message -> message.getString("leadId")).into(new ArrayList<>());
    }

    private static Set<String> fired(String leads) {
        return engine.collection("decisions").find(new Document("outcome", "FIRED").append("leadId",
                new Document("$regex", "^" + leads))).map(decision -> decision.getString("leadId"))
                .into(new HashSet<>());
    }

    private static long liveHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
