package dev.nudge.api.kafka;

import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends records and waits until every in-sync replica has them. Each waits for a bounded time, whatever the broker
 * does. Connects with the first record, so that the API starts without a broker. Thread-safe.
 */
public final class KafkaProducerGateway implements AutoCloseable {

    private final KafkaConnection connection;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    KafkaProducerGateway(KafkaConnection connection) {
        this.connection = connection;
    }

    /** One record; the key names its partition as every Java client does it, none any partition. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(String topic, byte @Nullable [] key, byte @Nullable [] value) {

        public Entry(String topic, String key, Map<String, ?> json) {
            this(topic, key.getBytes(StandardCharsets.UTF_8), JsonCodec.write(json));
        }
    }

    /**
     * Returns when all are acknowledged; the order of those with one key is kept.
     *
     * @throws BrokerUnavailableException when it is not known of all of them
     */
    public void append(List<Entry> entries) throws BrokerUnavailableException {
        List<CompletableFuture<Void>> acknowledgements = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            CompletableFuture<Void> acknowledgement = append(entry);
            acknowledgements.add(acknowledgement);
            if (acknowledgement.isCompletedExceptionally()) {
                break; // each further one would wait as long as this one did
            }
        }
        await(CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> append(Entry entry) {
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        try {
            var _ = producer().send(new ProducerRecord<>(entry.topic(), entry.key(), entry.value()),
                    (_, failure) -> {
                        if (failure == null) {
                            acknowledgement.complete(null);
                        } else {
                            acknowledgement.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException | IllegalStateException failure) {
            acknowledgement.completeExceptionally(failure);
        }
        return acknowledgement;
    }

    private void await(CompletableFuture<Void> acknowledgements) throws BrokerUnavailableException {
        Duration patience = connection.timeout().plusSeconds(1); // the producer's own end comes first
        try {
            acknowledgements.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new BrokerUnavailableException(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException failure) {
            throw new BrokerUnavailableException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(stopping);
        }
    }

    /** Making a producer fails while no broker's name can be resolved. */
    private synchronized Producer<byte[], byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("Expected a broker connection that is open but this one was closed");
        }
        if (producer == null) {
            producer = new KafkaProducer<>(connection.producer(), new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(connection.timeout());
        }
    }
}
