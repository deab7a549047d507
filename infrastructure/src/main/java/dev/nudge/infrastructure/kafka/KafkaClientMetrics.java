package dev.nudge.infrastructure.kafka;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Set;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.core.MicrometerProducerListener;

/**
 * Registers the metrics of the Kafka clients that factories create, for as long as each client exists. Of the several
 * hundred that a client has, {@link #FILTER} leaves those that answer a question: throughput, latency, errors, retries
 * and rebalances of a client, none of a single partition or broker. Each client has a daemon thread that looks for new
 * metrics and ends when the client is closed. With a shared scheduler, Micrometer would never cancel that task: it
 * would keep the closed client, and remove the metrics of a later client with the same id.
 */
public final class KafkaClientMetrics {

    private static final String PREFIX = "kafka.";
    /** Before the client's id in the tag {@code spring.id}. */
    private static final String TAG = "nudge";

    /**
     * The metrics that are kept. Their tags are the client's id, which is fixed in the code, and the library's version.
     */
    static final Set<String> KEPT = Set.of("kafka.consumer.fetch.manager.records.consumed.total",
            "kafka.consumer.fetch.manager.bytes.consumed.total", "kafka.consumer.fetch.manager.fetch.latency.avg",
            "kafka.consumer.coordinator.commit.latency.avg", "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.coordinator.failed.rebalance.total", "kafka.consumer.poll.idle.ratio.avg",
            "kafka.consumer.time.between.poll.max", "kafka.consumer.failed.authentication.total",
            "kafka.producer.record.send.total",
            "kafka.producer.record.error.total", "kafka.producer.record.retry.total",
            "kafka.producer.request.latency.avg", "kafka.producer.record.queue.time.avg",
            "kafka.producer.buffer.available.bytes", "kafka.producer.failed.authentication.total");

    private static final Set<String> TAGS_OF_PARTS = Set.of("partition", "node.id", "protocol");

    public static final MeterFilter FILTER = new MeterFilter() {

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            return !id.getName().startsWith(PREFIX) || KEPT.contains(id.getName()) && isOfWholeClient(id.getTags())
                    ? MeterFilterReply.NEUTRAL
                    : MeterFilterReply.DENY;
        }
    };

    private final MeterRegistry registry;

    public KafkaClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private static boolean isOfWholeClient(List<Tag> tags) {
        return tags.stream().noneMatch(tag -> TAGS_OF_PARTS.contains(tag.getKey()));
    }

    /** Of the consumers that the factory creates from now on. */
    public <K, V> void observe(DefaultKafkaConsumerFactory<K, V> consumers) {
        consumers.setBeanName(TAG);
        consumers.addListener(new MicrometerConsumerListener<>(registry));
    }

    /** Of the producers that the factory creates from now on. */
    public <K, V> void observe(DefaultKafkaProducerFactory<K, V> producers) {
        producers.setBeanName(TAG);
        producers.addListener(new MicrometerProducerListener<>(registry));
    }
}
