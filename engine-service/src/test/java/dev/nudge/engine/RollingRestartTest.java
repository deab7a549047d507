package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.engine.support.TestStore;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import dev.nudge.patience.Patience;
import dev.nudge.testsupport.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines under steady load, restarted one after the other. */
class RollingRestartTest {

    private static final int PARTITIONS = 4;
    private static final int LEADS = 40;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String TWO_CONSUMERS = "nudge.engine.consumers=2";

    @TempDir
    Path directory;

    @Test
    void no_partition_pauses_for_long_and_no_event_is_processed_twice() throws Exception {
        try (TestBroker kafka = TestBroker.shared();
                TestStore store = TestStore.start(directory);
                RunningEngine one = RunningEngine.on(kafka.bootstrapServers(), store.uri());
                RunningEngine other = RunningEngine.on(kafka.bootstrapServers(), store.uri())) {
            one.start(TWO_CONSUMERS);
            one.automation("welcome", Map.of("event", "lead.welcome", "triggerLogicType", "event", "actions",
                    Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
            other.start(TWO_CONSUMERS);

            AtomicInteger sent = new AtomicInteger();
            try (ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor()) {
                var _ = load.scheduleAtFixedRate(() -> welcome(one, sent.getAndIncrement()), 0, 5,
                        TimeUnit.MILLISECONDS);
                for (RunningEngine each : List.of(other, one)) {
                    awaitMore(one, 200);
                    each.stop();
                    awaitMore(one, 200);
                    each.start(TWO_CONSUMERS);
                }
                awaitMore(one, 200);
                load.shutdown();
            }
            await("all sent events")
                    .untilAsserted(() -> assertThat(welcomed(one)).hasSizeGreaterThanOrEqualTo(sent.get()));

            Map<Integer, Duration> pauses = longestPauses(one);
            System.out.println("Rolling restart: longest pause of each partition, in ms " + pauses.values().stream()
                    .map(Duration::toMillis).toList());
            assertThat(pauses).hasSize(PARTITIONS);
            assertThat(pauses.values())
                    .allSatisfy(pause -> assertThat(pause).isLessThan(Patience.allowedFor(LONGEST_PAUSE)));
            assertThat(welcomed(one)).extracting(decision -> JsonCodec.readObject(decision.value()).orThrow().get("id"))
                    .doesNotHaveDuplicates().hasSize(sent.get());
            assertThat(one.events(EventResult.REPLAYED) + other.events(EventResult.REPLAYED)).isZero();
            assertThat(one.records(Topics.deadLetters(Topics.LEAD_EVENTS))).isEmpty();
        }
    }

    private static void welcome(RunningEngine engine, int number) {
        engine.event("welcome-" + number, "lead.welcome", "lead-" + number % LEADS, Map.of(),
                Map.of("phone", "+14155550100"));
    }

    /** Decision history runs in the engines, too. */
    private static void awaitMore(RunningEngine engine, int decisions) {
        long enough = engine.collection("decisions").countDocuments() + decisions;
        await("more decisions to be stored")
                .until(() -> engine.collection("decisions").countDocuments() >= enough);
    }

    private static List<ConsumerRecord<byte[], byte[]>> welcomed(RunningEngine engine) {
        return engine.records(Topics.AUTOMATION_DECISIONS).stream()
                .filter(record -> "lead.welcome"
                        .equals(JsonCodec.readObject(record.value()).orThrow().get("eventType")))
                .toList();
    }

    /** Between two decisions of a partition of {@code lead.events}. */
    private static Map<Integer, Duration> longestPauses(RunningEngine engine) {
        Map<Integer, Long> last = new HashMap<>();
        Map<Integer, Duration> longest = new HashMap<>();
        welcomed(engine).stream().sorted((a, b) -> Long.compare(a.timestamp(), b.timestamp())).forEach(decision -> {
            int partition = LeadPartitioner
                    .partitionOf(new LeadKey(RunningEngine.ORGANIZATION, new String(decision.key(),
                            StandardCharsets.UTF_8)), PARTITIONS);
            Long before = last.put(partition, decision.timestamp());
            if (before != null) {
                longest.merge(partition, Duration.ofMillis(decision.timestamp() - before),
                        (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        });
        return longest;
    }
}
