package dev.nudge.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.infrastructure.kafka.TopicSpecification;
import dev.nudge.testsupport.TestBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;

@ExtendWith(OutputCaptureExtension.class)
class EngineKafkaTest {

    @Test
    void a_record_that_could_not_be_sent_is_logged_without_its_contents(CapturedOutput output) throws Exception {
        try (TestBroker broker = TestBroker.shared(); Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(Topics.MESSAGE_COMMANDS, 1, (short) 1))).all().get();
            KafkaProperties properties = new KafkaProperties();
            properties.setBootstrapServers(List.of(broker.bootstrapServers()));
            EngineKafka kafka = new EngineKafka(KafkaClientSettings.of(properties),
                    new KafkaClientMetrics(new SimpleMeterRegistry()));
            byte[] key = "canary-key".getBytes(UTF_8);
            byte[] tooLarge = Arrays.copyOf("canary-value".getBytes(UTF_8),
                    2 * TopicSpecification.MAX_DEAD_LETTER_BYTES);

            assertThatThrownBy(() -> kafka.template().send(Topics.MESSAGE_COMMANDS, key, tooLarge).join());

            kafka.close();
        }
        assertThat(output).contains("Exception thrown when sending a message").doesNotContain("canary", "99, 97, 110");
    }

    @Test // ADR 52
    void no_record_waits_for_the_end_of_a_long_poll() {
        EngineKafka kafka = new EngineKafka(KafkaClientSettings.of(new KafkaProperties()),
                new KafkaClientMetrics(new SimpleMeterRegistry()));
        BatchMessageListener<byte[], byte[]> listener = records -> {};

        ContainerProperties container = kafka.container(ConsumerGroup.LEAD_EVENTS, 1, 10, listener,
                new ConsumerProgress(InstantSource.system())).getContainerProperties();

        assertThat(container.getPollTimeout()).isLessThanOrEqualTo(50);
        kafka.close();
    }
}
