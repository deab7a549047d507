package dev.nudge.infrastructure.kafka;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * The settings of all Kafka clients of Nudge. Where and how to connect comes from Spring Boot's connection details, SSL
 * bundles included, and other settings from {@code spring.kafka.*}; what durability needs is fixed here and cannot be
 * set otherwise: every record acknowledged by all in-sync replicas, idempotent producers, only committed records read.
 */
public final class KafkaClientSettings {

    private static final long MAX_BLOCK_MILLIS = 10_000;

    private final KafkaProperties properties;
    private final KafkaConnectionDetails details;

    /** @throws InvalidSettingException when the addresses of the brokers are not of the form host:port */
    public KafkaClientSettings(KafkaProperties properties, KafkaConnectionDetails details) {
        requireAddresses(details.getBootstrapServers());
        this.properties = properties;
        this.details = details;
    }

    private static void requireAddresses(List<String> servers) {
        if (servers.isEmpty() || !servers.stream().map(String::strip)
                .allMatch(server -> Utils.getHost(server) != null && Utils.getPort(server) != null)) {
            throw new InvalidSettingException("Expected addresses such as broker-1:9092,broker-2:9092 in"
                    + " spring.kafka.bootstrap-servers but found another text.");
        }
    }

    /** Settings for the servers that the properties name; for programs that have no application context. */
    public static KafkaClientSettings of(KafkaProperties properties) {
        return new KafkaClientSettings(properties, properties::getBootstrapServers);
    }

    /**
     * A producer of bytes. Unless {@code linger.ms} is configured, it sends each record at once, because the programs
     * wait for the acknowledgement.
     *
     * @param timeout within which a record is acknowledged, or has failed
     */
    public Map<String, Object> producer(Duration timeout) {
        Map<String, Object> settings = properties.buildProducerProperties();
        connect(settings, details.getProducer());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        int block = (int) Math.min(MAX_BLOCK_MILLIS, timeout.toMillis() / 2);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, block);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        return settings;
    }

    /**
     * A consumer of bytes, whose offsets are committed by the program.
     *
     * @param maxPollRecords records in one batch, at most
     */
    public Map<String, Object> consumer(int maxPollRecords) {
        Map<String, Object> settings = properties.buildConsumerProperties();
        connect(settings, details.getConsumer());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        return settings;
    }

    /** @param timeout of one call */
    public Map<String, Object> admin(Duration timeout) {
        Map<String, Object> settings = properties.buildAdminProperties();
        connect(settings, details.getAdmin());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        return settings;
    }

    private static void connect(Map<String, Object> settings, KafkaConnectionDetails.Configuration connection) {
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, connection.getBootstrapServers());
        @Nullable
        String protocol = connection.getSecurityProtocol();
        if (protocol != null && !protocol.isEmpty()) {
            settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
        }
        @Nullable
        SslBundle bundle = connection.getSslBundle();
        if (bundle != null) {
            settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
            settings.put(SslBundle.class.getName(), bundle);
        }
    }
}
