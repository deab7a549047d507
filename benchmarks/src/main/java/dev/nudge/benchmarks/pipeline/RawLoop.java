package dev.nudge.benchmarks.pipeline;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Closings;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.testsupport.TopicReader;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The limit that the broker sets: as many threads as Nudge has consume the events, produce as many records as Nudge, of
 * the mean sizes of its messages and decisions in the same environment, and commit offsets after each poll.
 */
final class RawLoop implements Measurement.Contender, AutoCloseable {

    /** Mean sizes of values. */
    private record Sizes(int message, int decision) {}

    private final Environment environment;
    private final int perPoll;
    private final int events;
    private final String input;
    private final String output;
    private final LeadEvents source = new LeadEvents();
    private final AtomicInteger moved = new AtomicInteger();
    private final Closings closings = new Closings();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaProducer<byte[], byte[]> forward;
    private final EventConsumers consumers;
    private final GroupProgress progress;
    private volatile @Nullable Sizes sizes;

    /** @param perPoll the number of records of a poll, at most */
    RawLoop(Environment environment, int perPoll, int events) throws Exception {
        this.environment = environment;
        this.perPoll = perPoll;
        this.events = events;
        input = "raw-" + perPoll + ".in";
        output = "raw-" + perPoll + ".out";
        environment.topic(input);
        environment.topic(output);
        progress = closings.add(new GroupProgress(environment));
        producer = closings.add(environment.producer());
        forward = closings.add(environment.producer());
        consumers = closings.add(EventConsumers.start(environment, input, Environment.CONSUMERS, perPoll,
                this::forward, forward));
    }

    @Override
    public Subject subject() {
        return new Subject("Limit: Kafka consume and produce, %,d records a poll".formatted(perPoll),
                Environment.PUBLISHED + ", acks=all; no state");
    }

    /** Nudge must have been measured before. */
    @Override
    public Map<Figure, Double> measure() throws InterruptedException {
        if (sizes == null) {
            sizes = new Sizes(meanSize(Topics.MESSAGE_COMMANDS), meanSize(Topics.AUTOMATION_DECISIONS));
            System.out.printf("  %s: %s bytes%n", subject().name(), sizes);
        }
        LeadEvents.Batch batch = source.next(events);
        long before = environment.size(output);
        moved.set(0);
        long start = System.nanoTime();
        for (int i = 0; i < batch.size(); i++) {
            var _ = producer.send(batch.record(input, i));
        }
        producer.flush();
        progress.await(input, input, consumers::check);
        double rate = Figures.perSecond(batch.size(), start);
        long produced = environment.size(output) - before;
        int expected = 2 * batch.size() - batch.size() / 5;
        if (produced != expected) {
            throw new IllegalStateException("Expected %d records from the raw loop but found %d".formatted(expected,
                    produced));
        }
        return Map.of(Figures.EVENTS, rate);
    }

    private int meanSize(String topic) {
        long[] total = {0, 0};
        new TopicReader(environment.bootstrapServers()).forEach(topic, message -> {
            total[0] += message.value().length;
            total[1]++;
        });
        if (total[1] == 0) {
            throw new IllegalStateException("Expected records of Nudge in " + topic + "; measure Nudge as well");
        }
        return (int) (total[0] / total[1]);
    }

    /** A decision of each event, and a message of four fifths of them. */
    private void forward(ConsumerRecord<byte[], byte[]> event) {
        Sizes known = Objects.requireNonNull(sizes);
        if (moved.incrementAndGet() % 5 != 0) {
            send(event, known.message());
        }
        send(event, known.decision());
    }

    private void send(ConsumerRecord<byte[], byte[]> event, int size) {
        var _ = forward.send(new ProducerRecord<>(output, event.key(), Arrays.copyOf(event.value(), size)));
    }

    @Override
    public void close() {
        closings.close();
    }
}
