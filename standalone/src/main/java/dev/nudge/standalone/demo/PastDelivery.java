package dev.nudge.standalone.demo;

import com.mongodb.client.MongoDatabase;
import dev.nudge.Topics;
import dev.nudge.automation.Channel;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.engine.delivery.DeliveryLinks;
import dev.nudge.engine.delivery.DeliveryPipeline;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.JsonCodec;
import dev.nudge.message.DeliveryReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The engine's delivery, with providers that answer according to the plan, on the caller's thread. */
final class PastDelivery implements AutoCloseable {

    private static final Pace PACE = new Pace(1_000, 100, Duration.ofSeconds(10), 12, Duration.ofDays(1),
            Duration.ofSeconds(30));
    private static final Duration KEPT = Duration.ofDays(90);

    private final DeliveryPipeline pipeline;
    private Instant nextAttemptAt = Instant.MAX;

    /** @param partitions of {@code message.commands} */
    PastDelivery(MongoDatabase database, Plan plan, AutomationCatalog catalog, PastLog log, int partitions,
            EngineMetrics metrics, InstantSource clock, Consumer<DeliveryReport> reports) {
        DeliverySettings settings = new DeliverySettings(null, Map.of(Channel.SMS, List.of("twilio"), Channel.WHATSAPP,
                List.of("twilio"), Channel.EMAIL, List.of("smtp"), Channel.WEBHOOK, List.of("webhook")),
                Map.of("twilio", new ProviderSettings.Log("twilio", PACE), "smtp",
                        new ProviderSettings.Log("smtp", PACE), "webhook", new ProviderSettings.Log("webhook", PACE)));
        Map<String, MessageProvider> providers = Map.of("twilio", new PastProvider("twilio", plan, clock, reports),
                "smtp", new PastProvider("smtp", plan, clock, reports), "webhook",
                new PastProvider("webhook", plan, clock, reports));
        this.pipeline = new DeliveryPipeline(database, settings, providers, catalog,
                new DeliveryLinks(settings, database), log, new FailedRecords(log, metrics),
                new RecordIsolation(() -> false), metrics, clock, null, Traces.OFF,
                Runnable::run);
        pipeline.createIndexes(KEPT);
        pipeline.assigned(IntStream.range(0, partitions).boxed().toList(), partitions);
    }

    /** When there may be something to do. */
    Instant nextAttemptAt() {
        return nextAttemptAt;
    }

    void send(List<ConsumerRecord<byte[], byte[]>> commands) throws InterruptedException {
        pipeline.onMessage(commands);
        run();
    }

    void run() throws InterruptedException {
        nextAttemptAt = pipeline.runUntilIdle();
    }

    void report(DeliveryReport report) {
        pipeline.statusUpdates().onMessage(List.of(new ConsumerRecord<>(Topics.MESSAGE_STATUS, 0, 0,
                report.messageId().getBytes(StandardCharsets.UTF_8), JsonCodec.write(report.toJson()))));
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
