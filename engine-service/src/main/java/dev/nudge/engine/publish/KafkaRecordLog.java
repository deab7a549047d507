package dev.nudge.engine.publish;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;

/** The log is Kafka; a record is there when all in-sync replicas have it. */
public final class KafkaRecordLog implements RecordLog {

    private final KafkaTemplate<byte[], byte[]> kafka;

    public KafkaRecordLog(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public CompletableFuture<?> append(Outgoing outgoing) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(outgoing.topic(), outgoing.partition(),
                outgoing.key(), outgoing.value());
        outgoing.headers()
                .forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            return kafka.send(sent);
        } catch (RuntimeException notEvenQueued) { // metadata or buffer space didn't come in time
            return CompletableFuture.failedFuture(notEvenQueued);
        }
    }
}
