package dev.nudge.engine.delivery;

import com.mongodb.client.MongoDatabase;
import dev.nudge.automation.Channel;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.LogProvider;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.IsolatingListener;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.tracing.Traces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Delivery whose providers answer in the test's thread. */
final class DeliveryFixture {

    static final ProviderSettings.Pace PACE = new ProviderSettings.Pace(1_000_000, 1_000, Duration.ofSeconds(10), 3,
            Duration.ofHours(24), Duration.ofSeconds(5));

    private DeliveryFixture() {}

    static DeliveryPipeline withLog(MongoDatabase database, RecordLog log, EngineMetrics metrics,
            InstantSource clock) {
        return with(Map.of("log", new LogProvider(false)), Map.of("log", new ProviderSettings.Log("log", PACE)),
                List.of("log"), database, log, metrics, clock);
    }

    /** @param names of the providers of every channel, in order of preference */
    static DeliveryPipeline with(Map<String, MessageProvider> providers, Map<String, ProviderSettings> settings,
            List<String> names, MongoDatabase database, RecordLog log, EngineMetrics metrics, InstantSource clock) {
        return restored(null, providers, settings, names, database, log, metrics, clock);
    }

    /** @param restoredUntil when the engines stopped before the database was restored */
    static DeliveryPipeline restored(@Nullable Instant restoredUntil, Map<String, MessageProvider> providers,
            Map<String, ProviderSettings> settings, List<String> names, MongoDatabase database, RecordLog log,
            EngineMetrics metrics, InstantSource clock) {
        Map<Channel, List<String>> channels = new HashMap<>();
        Arrays.stream(Channel.values()).forEach(channel -> channels.put(channel, names));
        DeliverySettings delivery = new DeliverySettings(null, channels, settings);
        DeliveryPipeline pipeline = new DeliveryPipeline(database, delivery, providers,
                new Registry(new ConfigurationsInMemory()), new DeliveryLinks(delivery, database), log,
                new FailedRecords(log, metrics), new RecordIsolation(() -> false), metrics, clock, restoredUntil,
                Traces.OFF, Runnable::run);
        pipeline.assigned(List.of(0), 1);
        return pipeline;
    }

    static void deliver(DeliveryPipeline pipeline, List<ConsumerRecord<byte[], byte[]>> records) {
        new IsolatingListener(pipeline, new RecordIsolation(() -> false), pipeline::setAside).onMessage(records);
        run(pipeline);
    }

    /** Until nothing is due. */
    static void run(DeliveryPipeline pipeline) {
        try {
            var _ = pipeline.runUntilIdle();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
