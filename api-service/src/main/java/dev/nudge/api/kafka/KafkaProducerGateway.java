package dev.nudge.api.kafka;

import dev.nudge.Topics;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.LeadEvent;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.JsonCodec;
import dev.nudge.message.DeliveryReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.LoggingProducerListener;

/**
 * Appends records with a {@link KafkaTemplate} and waits for a bounded time until all in-sync replicas have them. It
 * creates the producer with the first record, so that the API starts without a broker. Records belong to the trace of
 * the request, if it is sampled. Thread-safe.
 */
public final class KafkaProducerGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaProducerGateway.class);

    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final KafkaTemplate<byte[], byte[]> template;
    private final Duration timeout;

    /**
     * @param timeout the delivery timeout of the producer
     * @param metrics observes the producer
     */
    KafkaProducerGateway(Map<String, Object> settings, Duration timeout, KafkaClientMetrics metrics) {
        this.producers = new DefaultKafkaProducerFactory<>(settings);
        metrics.observe(producers);
        this.producers.setPhysicalCloseTimeout((int) Math.max(1, timeout.toSeconds()));
        this.template = new KafkaTemplate<>(producers);
        this.timeout = timeout;
        LoggingProducerListener<byte[], byte[]> failures = new LoggingProducerListener<>();
        failures.setIncludeContents(false); // they contain phone numbers and messages
        template.setProducerListener(failures);
    }

    /** One record. The key determines the partition, as in every Java client; without a key, Kafka selects one. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(String topic, byte @Nullable [] key, byte @Nullable [] value) {

        public Entry(String topic, String key, Map<String, ?> json) {
            this(topic, key.getBytes(StandardCharsets.UTF_8), JsonCodec.write(json));
        }

        public static Entry of(LeadEvent event) {
            return new Entry(Topics.LEAD_EVENTS, event.key().leadId(), event.toJson());
        }

        public static Entry of(DeliveryReport report) {
            return new Entry(Topics.MESSAGE_STATUS, report.messageId(), report.toJson());
        }
    }

    /**
     * Appends the records of a request, as {@link #append(List)} does.
     *
     * @param what the records are, for the log
     * @param detail of the response: what was not acknowledged, and what to do
     * @throws ProblemException (503) when not all of them are acknowledged
     */
    public void append(List<Entry> entries, String what, String detail) {
        try {
            append(entries);
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("Kafka did not acknowledge {}: {}", what, unavailable.toString());
            throw ProblemException.unavailable(detail);
        }
    }

    /**
     * Returns when all records are acknowledged; records with the same key keep their order.
     *
     * @throws BrokerUnavailableException when not all of them are acknowledged
     */
    public void append(List<Entry> entries) throws BrokerUnavailableException {
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            acknowledgements.add(send(entry));
            if (acknowledgements.getLast().isCompletedExceptionally()) {
                break; // each further record would wait as long
            }
        }
        await(CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<?> send(Entry entry) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(entry.topic(), entry.key(), entry.value());
        String traceparent = Traces.current();
        if (traceparent != null) {
            record.headers().add(Traces.HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return template.send(record);
        } catch (KafkaException | org.springframework.kafka.KafkaException | IllegalStateException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void await(CompletableFuture<Void> acknowledgements) throws BrokerUnavailableException {
        long millis = timeout.plusSeconds(1).toMillis(); // the producer's own timeout expires first
        try {
            acknowledgements.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new BrokerUnavailableException(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException failure) {
            throw new BrokerUnavailableException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(stopping);
        }
    }

    @Override
    public void close() {
        template.destroy();
        producers.destroy();
    }
}
