package dev.nudge.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Clients register their metrics when they are created; no broker is needed. */
class KafkaClientMetricsTest {

    private static final String NOWHERE = "localhost:1";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void each_client_has_the_metrics_that_are_kept_while_it_exists() {
        meters.config().meterFilter(KafkaClientMetrics.FILTER);
        var consumers = new DefaultKafkaConsumerFactory<byte[], byte[]>(Map.of("bootstrap.servers", NOWHERE,
                "key.deserializer", ByteArrayDeserializer.class, "value.deserializer", ByteArrayDeserializer.class,
                "client.id", "reader-"));
        var producers = new DefaultKafkaProducerFactory<byte[], byte[]>(Map.of("bootstrap.servers", NOWHERE,
                "key.serializer", ByteArraySerializer.class, "value.serializer", ByteArraySerializer.class, "client.id",
                "writer"));
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(meters)) {
            metrics.observe(consumers);
            metrics.observe(producers);
            try (Consumer<byte[], byte[]> one = consumers.createConsumer("group", "1");
                    Consumer<byte[], byte[]> other = consumers.createConsumer("group", "2");
                    Producer<byte[], byte[]> producer = producers.createProducer()) {
                assertThat(List.of(one, other, producer)).hasSize(3);
                assertThat(meters.get("kafka.consumer.fetch.manager.records.consumed.total").meters())
                        .extracting(meter -> meter.getId().getTag("client.id"))
                        .containsExactlyInAnyOrder("reader-1", "reader-2");
                assertThat(meters.get("kafka.producer.record.error.total").meters())
                        .extracting(meter -> meter.getId().getTag("client.id")).containsExactly("writer-1");
                assertThat(meters.getMeters()).extracting(Meter::getId)
                        .allSatisfy(id -> assertThat(KafkaClientMetrics.KEPT).contains(id.getName()));
            }
            producers.destroy();
            assertThat(meters.getMeters()).isEmpty();
        }
    }
}
