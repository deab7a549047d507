package dev.nudge.engine.record;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** The log in Kafka. A record is appended when all in-sync replicas have it. */
public final class KafkaRecordLog implements RecordLog {

    private final KafkaTemplate<byte[], byte[]> kafka;

    public KafkaRecordLog(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /** A dead letter that is too large for its topic is cut instead of being retried indefinitely. */
    @Override
    public CompletableFuture<?> append(OutboundRecord outgoing) {
        return send(outgoing).exceptionallyCompose(failure -> isTooLarge(failure) && outgoing.topic().endsWith(".dlt")
                ? send(DeadLetter.cut(outgoing))
                : CompletableFuture.failedFuture(failure));
    }

    private static boolean isTooLarge(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(RecordTooLargeException.class::isInstance);
    }

    private CompletableFuture<SendResult<byte[], byte[]>> send(OutboundRecord outgoing) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(outgoing.topic(), outgoing.partition(),
                outgoing.key(), outgoing.value());
        outgoing.headers()
                .forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            return kafka.send(sent);
        } catch (IllegalStateException closed) { // by a fatal error of another record; the next call creates a new one
            return CompletableFuture.failedFuture(new KafkaException("The producer was closed", closed));
        } catch (RuntimeException notEvenQueued) { // time-out while waiting for metadata or buffer space
            return CompletableFuture.failedFuture(notEvenQueued);
        }
    }
}
