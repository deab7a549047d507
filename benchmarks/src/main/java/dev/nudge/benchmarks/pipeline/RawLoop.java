package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The limit that the broker sets: a loop that only consumes the events and produces as many records as Nudge, of the
 * sizes of its messages and decisions, and commits offsets after each poll.
 */
public final class RawLoop implements Measurement.Contender {

    private static final int MESSAGE_BYTES = 615;
    private static final int DECISION_BYTES = 950;

    private final Site site;
    private final int perPoll;
    private final int events;
    private final String input;
    private final String output;
    private final LeadEvents source = new LeadEvents();

    /** @param perPoll the number of records of a poll, at most */
    public RawLoop(Site site, int perPoll, int events) throws Exception {
        this.site = site;
        this.perPoll = perPoll;
        this.events = events;
        input = "raw-" + perPoll + ".in";
        output = "raw-" + perPoll + ".out";
        site.topic(input);
        site.topic(output);
    }

    @Override
    public Subject subject() {
        return new Subject("Limit: Kafka consume and produce, %,d records a poll".formatted(perPoll),
                "acks=all; no fsync; no state");
    }

    @Override
    public Map<Figure, Double> measure() throws Exception {
        LeadEvents.Batch batch = source.next(events);
        long before = site.size(output);
        double rate = move(batch);
        long produced = site.size(output) - before;
        if (produced != batch.size() + messages(batch.size())) {
            throw new IllegalStateException("Expected %d records from the raw loop but found %d"
                    .formatted(batch.size() + messages(batch.size()), produced));
        }
        return Map.of(Figures.EVENTS, rate);
    }

    private static int messages(int events) {
        return events - events / 5;
    }

    private double move(LeadEvents.Batch batch) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = site.producer();
                KafkaProducer<byte[], byte[]> forward = site.producer();
                KafkaConsumer<byte[], byte[]> consumer = site.consumer(Map.of("group.id", input, "auto.offset.reset",
                        "earliest", "enable.auto.commit", "false", "max.poll.records", perPoll, "group.protocol",
                        "consumer"))) {
            consumer.subscribe(List.of(input));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(50));
            }
            long start = System.nanoTime();
            Thread feeder = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < batch.size(); i++) {
                    var _ = producer.send(batch.record(input, i));
                }
                producer.flush();
            });
            for (int moved = 0; moved < batch.size();) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(200));
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    moved++;
                    forward(forward, record, moved);
                }
                forward.flush();
                consumer.commitSync();
            }
            double rate = Figures.perSecond(batch.size(), start);
            feeder.join();
            return rate;
        }
    }

    private void forward(KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> record, int number) {
        if (number % 5 != 0) {
            var _ = producer.send(new ProducerRecord<>(output, record.key(), Arrays.copyOf(record.value(),
                    MESSAGE_BYTES)));
        }
        var _ = producer.send(new ProducerRecord<>(output, record.key(), Arrays.copyOf(record.value(),
                DECISION_BYTES)));
    }
}
