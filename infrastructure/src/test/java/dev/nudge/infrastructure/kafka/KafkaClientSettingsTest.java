package dev.nudge.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** Every client of both services gets its settings here. */
class KafkaClientSettingsTest {

    private static final SslBundle BUNDLE = new DefaultSslBundleRegistry("kafka", SslBundle.of(SslStoreBundle.NONE))
            .getBundle("kafka");

    private final KafkaProperties properties = new KafkaProperties();

    @Test
    void every_client_connects_as_the_connection_details_say() {
        KafkaClientSettings settings = new KafkaClientSettings(properties, new EncryptedConnection());

        for (Map<String, Object> client : List.of(settings.producer(Duration.ofSeconds(4)), settings.consumer(10),
                settings.admin(Duration.ofSeconds(4)))) {
            assertThat(client).containsEntry("bootstrap.servers", List.of("broker.example:9093"))
                    .containsEntry("security.protocol", "SSL").containsEntry(SslBundle.class.getName(), BUNDLE)
                    .containsKey("ssl.engine.factory.class");
        }
    }

    @Test
    void what_durability_needs_can_not_be_set_otherwise() {
        properties.getProducer().setAcks("0");
        properties.getConsumer().setEnableAutoCommit(true);
        properties.getProperties().put("enable.idempotence", "false");

        KafkaClientSettings settings = KafkaClientSettings.of(properties);

        assertThat(settings.producer(Duration.ofSeconds(4))).containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true);
        assertThat(settings.consumer(10)).containsEntry("enable.auto.commit", false)
                .containsEntry("isolation.level", "read_committed").containsEntry("auto.offset.reset", "earliest");
    }

    @Test
    void a_record_is_acknowledged_or_has_failed_within_the_timeout() {
        Map<String, Object> producer = KafkaClientSettings.of(properties).producer(Duration.ofSeconds(4));

        assertThat(producer).containsEntry("delivery.timeout.ms", 4_000).containsEntry("max.block.ms", 2_000)
                .containsEntry("request.timeout.ms", 2_000);
        assertThat(KafkaClientSettings.of(properties).producer(Duration.ofMinutes(1)))
                .containsEntry("max.block.ms", 10_000);
    }

    @Test
    void a_record_does_not_wait_for_others_unless_that_is_configured() {
        assertThat(KafkaClientSettings.of(properties).producer(Duration.ofSeconds(4))).containsEntry("linger.ms", 0);

        properties.getProducer().getProperties().put("linger.ms", "3");

        assertThat(KafkaClientSettings.of(properties).producer(Duration.ofSeconds(4))).containsEntry("linger.ms", "3");
    }

    @Test
    void other_settings_are_taken_from_the_properties() {
        properties.getProperties().put("metadata.max.age.ms", "7000");

        assertThat(KafkaClientSettings.of(properties).consumer(10)).containsEntry("metadata.max.age.ms", "7000");
    }

    private static final class EncryptedConnection implements KafkaConnectionDetails {

        @Override
        public List<String> getBootstrapServers() {
            return List.of("broker.example:9093");
        }

        @Override
        public String getSecurityProtocol() {
            return "SSL";
        }

        @Override
        public SslBundle getSslBundle() {
            return BUNDLE;
        }
    }
}
