package dev.nudge.engine;

import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.engine.processing.OutageHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.LoggingProducerListener;

/** How the engine speaks with Kafka: bytes, every record acknowledged, an outage waited out and nothing skipped. */
public final class EngineKafka {

    /** Dead letters may be as large as what they are made of. */
    static final int MAX_DEAD_LETTER_BYTES = 16 * 1024 * 1024;
    /** How long a batch has to be finished when the engine stops. */
    static final Duration SHUTDOWN = Duration.ofSeconds(30);

    private final KafkaProperties properties;
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private @Nullable Admin probe;

    public EngineKafka(KafkaProperties properties) {
        this.properties = properties;
        Map<String, Object> config = properties.buildProducerProperties();
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_DEAD_LETTER_BYTES + 64 * 1024);
        config.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        this.producers = new DefaultKafkaProducerFactory<>(config);
    }

    public KafkaTemplate<byte[], byte[]> template() {
        LoggingProducerListener<byte[], byte[]> failures = new LoggingProducerListener<>();
        failures.setIncludeContents(false); // they are messages and phone numbers
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        template.setProducerListener(failures);
        return template;
    }

    Admin admin() {
        return Admin.create(properties.buildAdminProperties());
    }

    synchronized boolean answers(Duration timeout) {
        try {
            if (probe == null) {
                probe = admin();
            }
            probe.describeCluster(new DescribeClusterOptions().timeoutMs((int) timeout.toMillis())).nodes().get();
            return true;
        } catch (ExecutionException | KafkaException away) {
            return false;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Consumers that are given their partitions and positions by hand, are told when one is lost, and commit nothing. */
    public ConsumerFactory<byte[], byte[]> freeConsumers() {
        Map<String, Object> config = consumerConfig(500);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new DefaultKafkaConsumerFactory<>(config);
    }

    private Map<String, Object> consumerConfig(int batchSize) {
        Map<String, Object> config = properties.buildConsumerProperties();
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchSize);
        return config;
    }

    /** A group's consumers of a topic; offsets are committed after each batch, and only then is the next one polled. */
    ConcurrentMessageListenerContainer<byte[], byte[]> container(String topic, String group, int threads,
            int batchSize, Object listener, ConsumerProgress progress) {
        ContainerProperties container = new ContainerProperties(topic);
        container.setGroupId(group);
        container.setClientId(group);
        container.setMessageListener(listener);
        container.setAckMode(ContainerProperties.AckMode.BATCH);
        container.setSyncCommits(true);
        container.setMissingTopicsFatal(false);
        container.setShutdownTimeout(SHUTDOWN.toMillis());
        container.setAuthExceptionRetryInterval(Duration.ofSeconds(10));
        if (listener instanceof ConsumerAwareRebalanceListener rebalances) {
            container.setConsumerRebalanceListener(rebalances);
        }
        ConcurrentMessageListenerContainer<byte[], byte[]> containers = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(consumerConfig(batchSize)), container);
        containers.setBeanName(group);
        containers.setConcurrency(threads);
        containers.setCommonErrorHandler(new OutageHandler(topic, progress));
        containers.setBatchInterceptor(progress);
        return containers;
    }

    public synchronized void close() {
        if (probe != null) {
            probe.close(Duration.ZERO);
        }
        producers.destroy();
    }
}
