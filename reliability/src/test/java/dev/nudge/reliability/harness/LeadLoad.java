package dev.nudge.reliability.harness;

import dev.nudge.testsupport.TopicReader.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events at a steady rate during all faults, and records those that the broker has accepted. */
final class LeadLoad implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final Supplier<ProducerRecord<byte[], byte[]>> events;
    private final Queue<Position> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Duration interval;

    /**
     * @param events called by one thread
     * @param rate events per second
     */
    LeadLoad(Site site, Supplier<ProducerRecord<byte[], byte[]>> events, int rate) {
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", site.bootstrapServers(), "acks", "all",
                "enable.idempotence", true, "delivery.timeout.ms", 180_000, "reconnect.backoff.max.ms", 500),
                new ByteArraySerializer(), new ByteArraySerializer());
        this.events = events;
        this.interval = Duration.ofSeconds(1).dividedBy(rate);
    }

    void start() {
        var _ = thread.scheduleAtFixedRate(this::send, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send() {
        send(events.get());
    }

    /** Sends one more record. */
    void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                accepted.add(new Position(metadata.partition(), metadata.offset()));
            } else { // it may still be in the log
                refused.incrementAndGet();
            }
        });
    }

    /** Returns once the broker has accepted or refused everything. */
    void stop() {
        thread.close();
        producer.flush();
    }

    /** The positions of the accepted events. */
    Queue<Position> accepted() {
        return accepted;
    }

    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
