package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoTimeoutException;
import dev.nudge.Topics;
import dev.nudge.engine.metrics.ConsumerLag;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.testsupport.TestBroker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;

/** A consumer whose batch is retried repeatedly is reported, on a real broker. */
class StuckConsumerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final List<TopicPartition> PARTITION = List.of(new TopicPartition(Topics.MESSAGE_COMMANDS, 0));

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void its_lag_grows_and_it_is_reported_until_the_batch_is_processed() throws Exception {
        try (TestBroker broker = TestBroker.shared()) {
            KafkaProperties properties = new KafkaProperties();
            properties.setBootstrapServers(List.of(broker.bootstrapServers()));
            EngineKafka kafka = new EngineKafka(KafkaClientSettings.of(properties),
                    new KafkaClientMetrics(meters));
            try (Admin admin = kafka.admin()) {
                admin.createTopics(List.of(new NewTopic(Topics.MESSAGE_COMMANDS, 1, (short) 1))).all().get();
            }
            ConsumerProgress progress = new ConsumerProgress(InstantSource.system());
            AtomicBoolean databaseAvailable = new AtomicBoolean();
            BatchMessageListener<byte[], byte[]> listener = records -> {
                if (!databaseAvailable.get()) {
                    throw new MongoTimeoutException("no server");
                }
            };
            var container = kafka.container(ConsumerGroup.MESSAGE_COMMANDS, 1, 10, listener, progress);
            container.start();
            ConsumerLag lag = new ConsumerLag(kafka::admin, new EngineMetrics(meters));
            lag.start(List.of(new ConsumerLag.Consumed(Topics.MESSAGE_COMMANDS, ConsumerGroup.MESSAGE_COMMANDS.id(),
                    container::getAssignedPartitions)));
            try {
                send(kafka.template(), 25);
                await("the lag")
                        .untilAsserted(() -> assertThat(of("nudge.lag")).isEqualTo(25));
                send(kafka.template(), 5);
                await("the lag to grow")
                        .untilAsserted(() -> assertThat(of("nudge.lag")).isEqualTo(30));
                await("the consumer to count as stalled").untilAsserted(() -> assertThat(
                        progress.stalled(PARTITION, TIMEOUT)).extractingByKey(Topics.MESSAGE_COMMANDS).asString()
                        .contains("message.commands-0@0", "The database is unavailable"));
                assertThat(of("nudge.committed.offset")).isZero();
                assertThat(lag.total()).isEqualTo(30);

                databaseAvailable.set(true);
                await("the consumer to continue").untilAsserted(() -> {
                    assertThat(progress.stalled(PARTITION, TIMEOUT)).isEqualTo(Map.of());
                    assertThat(of("nudge.lag")).isZero();
                    assertThat(of("nudge.committed.offset")).isEqualTo(30);
                });
            } finally {
                lag.close();
                container.stop();
                kafka.close();
            }
        }
    }

    private double of(String metric) {
        Gauge gauge = meters.find(metric).tags("topic", Topics.MESSAGE_COMMANDS, "group",
                ConsumerGroup.MESSAGE_COMMANDS.id(), "partition", "0").gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private static void send(KafkaTemplate<byte[], byte[]> template, int records) {
        for (int i = 0; i < records; i++) {
            Objects.requireNonNull(template.send(Topics.MESSAGE_COMMANDS, new byte[]{1})).join();
        }
    }
}
