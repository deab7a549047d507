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

/** The log is Kafka; a record is there when all in-sync replicas have it. */
public final class KafkaRecordLog implements RecordLog {

    private final KafkaTemplate<byte[], byte[]> kafka;

    public KafkaRecordLog(KafkaTemplate<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /** A dead letter that its topic finds too large is cut rather than held on to for ever. */
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
        } catch (IllegalStateException closed) { // a fatal error of another record's, after which there is a new producer
            return CompletableFuture.failedFuture(new KafkaException("The producer was closed", closed));
        } catch (RuntimeException notEvenQueued) { // metadata or buffer space didn't come in time
            return CompletableFuture.failedFuture(notEvenQueued);
        }
    }
}
