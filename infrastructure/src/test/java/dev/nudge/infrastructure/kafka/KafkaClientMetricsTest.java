package dev.nudge.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Clients register their metrics when they are created; no broker is needed. */
class KafkaClientMetricsTest {

    private static final String NOWHERE = "localhost:1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final DefaultKafkaConsumerFactory<byte[], byte[]> consumers = new DefaultKafkaConsumerFactory<>(
            Map.of("bootstrap.servers", NOWHERE, "key.deserializer", ByteArrayDeserializer.class, "value.deserializer",
                    ByteArrayDeserializer.class, "client.id", "reader-"));
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers = new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", NOWHERE, "key.serializer", ByteArraySerializer.class, "value.serializer",
                    ByteArraySerializer.class, "client.id", "writer"));

    @BeforeEach
    void observe() {
        meters.config().meterFilter(KafkaClientMetrics.FILTER);
        KafkaClientMetrics metrics = new KafkaClientMetrics(meters);
        metrics.observe(consumers);
        metrics.observe(producers);
    }

    @Test
    void each_client_has_the_metrics_that_are_kept_while_it_exists() {
        try (Consumer<byte[], byte[]> one = consumers.createConsumer("group", "1");
                Consumer<byte[], byte[]> other = consumers.createConsumer("group", "2");
                Producer<byte[], byte[]> producer = producers.createProducer()) {
            assertThat(List.of(one, other, producer)).hasSize(3);
            assertThat(clients("kafka.consumer.fetch.manager.records.consumed.total"))
                    .containsExactlyInAnyOrder("reader-1", "reader-2");
            assertThat(clients("kafka.producer.record.error.total")).containsExactly("writer-1");
            assertThat(meters.getMeters()).extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(KafkaClientMetrics.KEPT).contains(id.getName()));
        }
        producers.destroy();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void no_task_of_a_closed_client_is_left_to_remove_the_metrics_of_the_next_with_its_id() {
        Set<Thread> before = tasks();
        Consumer<byte[], byte[]> first = consumers.createConsumer("group", "1");
        Producer<byte[], byte[]> producer = producers.createProducer();
        Set<Thread> ofFirst = tasks();
        ofFirst.removeAll(before);
        assertThat(ofFirst).hasSize(2).allMatch(Thread::isDaemon);
        assertThat(producer.metrics()).isNotEmpty();

        first.close();
        producers.destroy();
        try (Consumer<byte[], byte[]> next = consumers.createConsumer("group", "1")) {
            assertThat(next.metrics()).isNotEmpty();
            await("the tasks of the closed clients to end").until(() -> ofFirst.stream().noneMatch(Thread::isAlive));

            assertThat(clients("kafka.consumer.fetch.manager.records.consumed.total")).containsExactly("reader-1");
            assertThat(meters.find("kafka.producer.record.error.total").meters()).isEmpty();
        }
        assertThat(meters.getMeters()).isEmpty();
    }

    private List<String> clients(String metric) {
        return meters.get(metric).meters().stream()
                .map(meter -> Objects.requireNonNull(meter.getId().getTag("client.id"))).toList();
    }

    /** The threads that look for new metrics, one for each client. */
    private static Set<Thread> tasks() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("micrometer-kafka-metrics"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
