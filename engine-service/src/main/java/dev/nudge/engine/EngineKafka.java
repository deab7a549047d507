package dev.nudge.engine;

import dev.nudge.engine.processing.ConsumerProgress;
import dev.nudge.engine.processing.OutageHandler;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.infrastructure.kafka.TopicSpecification;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.LoggingProducerListener;

/** The engine's Kafka clients: byte arrays, acknowledged writes, retries during outages, and no skipped records. */
public final class EngineKafka {

    /** How long the engine waits for a batch to finish when it stops. */
    static final Duration SHUTDOWN = Duration.ofSeconds(30);

    /** After a fetch that returned nothing, Kafka's consumer may send the next one only with the next poll (ADR 52). */
    private static final Duration LONGEST_POLL = Duration.ofMillis(50);

    private static final Duration PRODUCER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);

    private static final String PRODUCER = "nudge-engine-producer";
    /** Followed by what the consumer is for. */
    private static final String CONSUMER_PREFIX = "nudge-engine-";

    private final KafkaClientSettings settings;
    private final KafkaClientMetrics metrics;
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private @Nullable Admin probe;

    /** @param metrics observes all clients */
    public EngineKafka(KafkaClientSettings settings, KafkaClientMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        Map<String, Object> producer = settings.producer(PRODUCER_TIMEOUT);
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpecification.MAX_DEAD_LETTER_BYTES + 64 * 1024);
        producer.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        producer.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        producer.put(ProducerConfig.CLIENT_ID_CONFIG, PRODUCER);
        this.producers = new DefaultKafkaProducerFactory<>(producer);
        metrics.observe(producers);
    }

    public KafkaTemplate<byte[], byte[]> template() {
        LoggingProducerListener<byte[], byte[]> failures = new LoggingProducerListener<>();
        failures.setIncludeContents(false); // records contain messages and phone numbers
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        template.setProducerListener(failures);
        return template;
    }

    Admin admin() {
        return Admin.create(settings.admin(ADMIN_TIMEOUT));
    }

    synchronized boolean answers(Duration timeout) {
        try {
            if (probe == null) {
                probe = admin();
            }
            probe.describeCluster(new DescribeClusterOptions().timeoutMs((int) timeout.toMillis())).nodes().get();
            return true;
        } catch (ExecutionException | KafkaException unavailable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Consumers without a group and commits: positions are assigned explicitly, and a lost one is an exception. */
    public ConsumerFactory<byte[], byte[]> consumersWithoutGroup() {
        Map<String, Object> config = settings.consumer(500);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, CONSUMER_PREFIX);
        return observed(new DefaultKafkaConsumerFactory<>(config));
    }

    private ConsumerFactory<byte[], byte[]> observed(DefaultKafkaConsumerFactory<byte[], byte[]> consumers) {
        metrics.observe(consumers);
        return consumers;
    }

    /** A group's consumers of a topic. Each batch's offsets are committed before the next batch is polled. */
    ConcurrentMessageListenerContainer<byte[], byte[]> container(ConsumerGroup group, int threads, int batchSize,
            Object listener, ConsumerProgress progress) {
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory = new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(observed(new DefaultKafkaConsumerFactory<>(settings.consumer(batchSize))));
        factory.setBatchListener(true);
        factory.setConcurrency(threads);
        factory.setCommonErrorHandler(new OutageHandler(group.topic(), progress));
        factory.setBatchInterceptor(progress);
        factory.setMissingTopicsFatal(false);
        ConcurrentMessageListenerContainer<byte[], byte[]> containers = factory.createContainer(group.topic());
        containers.setBeanName(group.id());
        ContainerProperties container = containers.getContainerProperties();
        container.setGroupId(group.id());
        container.setPollTimeout(LONGEST_POLL.toMillis());
        container.setClientId(group.id());
        container.setMessageListener(listener);
        container.setAckMode(ContainerProperties.AckMode.BATCH);
        container.setSyncCommits(true);
        container.setShutdownTimeout(SHUTDOWN.toMillis());
        container.setAuthExceptionRetryInterval(Duration.ofSeconds(10));
        if (listener instanceof ConsumerAwareRebalanceListener rebalances) {
            container.setConsumerRebalanceListener(rebalances);
        }
        return containers;
    }

    public synchronized void close() {
        if (probe != null) {
            probe.close(Duration.ZERO);
        }
        producers.destroy();
    }
}
