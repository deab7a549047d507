package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoTimeoutException;
import dev.nudge.Topics;
import dev.nudge.engine.metrics.ConsumerLag;
import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.testsupport.TestBroker;
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

    @Test
    void its_lag_grows_and_it_is_reported_until_the_batch_is_processed() throws Exception {
        try (TestBroker broker = TestBroker.shared()) {
            KafkaProperties properties = new KafkaProperties();
            properties.setBootstrapServers(List.of(broker.bootstrapServers()));
            EngineKafka kafka = new EngineKafka(KafkaClientSettings.of(properties));
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
            ConsumerLag lag = new ConsumerLag(kafka::admin);
            lag.start(List.of(new ConsumerLag.Consumed(Topics.MESSAGE_COMMANDS, ConsumerGroup.MESSAGE_COMMANDS.id(),
                    container::getAssignedPartitions)));
            try {
                send(kafka.template(), 25);
                await("the lag")
                        .untilAsserted(() -> assertThat(lag.of(ConsumerGroup.MESSAGE_COMMANDS.id())).isEqualTo(25));
                send(kafka.template(), 5);
                await("the lag to grow")
                        .untilAsserted(() -> assertThat(lag.of(ConsumerGroup.MESSAGE_COMMANDS.id())).isEqualTo(30));
                await("the consumer to count as stalled").untilAsserted(() -> assertThat(
                        progress.stalled(PARTITION, TIMEOUT)).extractingByKey(Topics.MESSAGE_COMMANDS).asString()
                        .contains("message.commands-0@0", "The database is unavailable"));

                databaseAvailable.set(true);
                await("the consumer to continue").untilAsserted(() -> {
                    assertThat(progress.stalled(PARTITION, TIMEOUT)).isEqualTo(Map.of());
                    assertThat(lag.of(ConsumerGroup.MESSAGE_COMMANDS.id())).isZero();
                });
            } finally {
                lag.close();
                container.stop();
                kafka.close();
            }
        }
    }

    private static void send(KafkaTemplate<byte[], byte[]> template, int records) {
        for (int i = 0; i < records; i++) {
            Objects.requireNonNull(template.send(Topics.MESSAGE_COMMANDS, new byte[]{1})).join();
        }
    }
}
