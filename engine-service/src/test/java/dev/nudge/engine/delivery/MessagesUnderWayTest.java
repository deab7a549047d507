package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.automation.Channel;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.OutboundMessage;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A message whose provider has not answered yet, with the pipeline's threads. */
class MessagesUnderWayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-04-22T10:00:00Z"));
    private final InstantSource clock = now::get;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Set<String> given = ConcurrentHashMap.newKeySet();
    private final CountDownLatch answer = new CountDownLatch(1);

    /** Answers the message {@code m-1} late. */
    private final class SlowProvider implements MessageProvider {

        @Override
        public SendResult send(OutboundMessage message) {
            given.add(message.id());
            try {
                if (message.id().equals("m-1")) {
                    answer.await();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new SendResult.Accepted(null, null);
        }
    }

    private DeliveryPipeline pipeline(TestStore store) {
        DeliverySettings settings = new DeliverySettings(null, Map.of(Channel.SMS, List.of("slow")),
                Map.of("slow", new ProviderSettings.Log("slow", DeliveryFixture.PACE)));
        LogInMemory log = new LogInMemory(1, clock, step -> {});
        EngineMetrics metrics = new EngineMetrics(meters);
        DeliveryPipeline pipeline = new DeliveryPipeline(store.database(), settings,
                Map.of("slow", new SlowProvider()), new Registry(new ConfigurationsInMemory()),
                new DeliveryLinks(settings, store.database()), log, new FailedRecords(log, metrics),
                new RecordIsolation(() -> false), metrics, clock, null, Traces.OFF);
        pipeline.assigned(List.of(0), 1);
        return pipeline;
    }

    private List<ConsumerRecord<byte[], byte[]>> command(String id) {
        Map<String, @Nullable Object> json = Map.of("id", id, "organizationId", "acme", "leadId", "ana",
                "recipientKind", "user", "channel", "sms", "to", "+14155550100", "text", "Hi", "firedAt",
                Json.text(clock.instant()));
        return List.of(new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, JsonCodec.write(json)));
    }

    private static void awaitSent(TestStore store, String id) {
        await(id + " is sent").atMost(PATIENCE).until(() -> store.database().getCollection("messages")
                .countDocuments(Filters.and(Filters.eq("_id", id), Filters.eq("state", "SENT"))) == 1);
    }

    @Test
    void an_attempt_during_which_the_queue_is_read_is_not_taken_for_one_that_broke_off(TestInfo test)
            throws InterruptedException {
        try (TestStore store = TestStore.startFor(test, directory)) {
            DeliveryPipeline pipeline = pipeline(store);
            pipeline.start();
            pipeline.onMessage(command("m-1"));
            await("the first attempt").atMost(PATIENCE).until(() -> given.contains("m-1"));
            pipeline.assigned(List.of(0), 1);
            pipeline.onMessage(command("m-2"));
            await("an attempt after the queue was read").atMost(PATIENCE).until(() -> given.contains("m-2"));
            answer.countDown();
            awaitSent(store, "m-1");

            now.set(clock.instant().plus(Duration.ofHours(1)));
            pipeline.onMessage(command("m-3"));
            awaitSent(store, "m-3");

            assertThat(meters.find("nudge.messages").tag("state", "unknown").counter()).isNull();
            pipeline.close(PATIENCE);
        }
    }
}
