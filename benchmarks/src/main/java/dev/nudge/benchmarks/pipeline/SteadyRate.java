package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Produces events at a steady rate and takes the time of each one that leads to a message: from the instant at which it
 * is to be produced, so that a delay of the producer counts, until a consumer has received the message.
 */
final class SteadyRate {

    static final int PER_SECOND = Integer.getInteger("rate", 1_000);
    static final int SECONDS = Integer.getInteger("latency", 3);

    private final Environment environment;
    private final EventSystem system;
    private final MessageTopic topic;

    SteadyRate(Environment environment, EventSystem system, MessageTopic topic) {
        this.environment = environment;
        this.system = system;
        this.topic = topic;
    }

    /**
     * @param batch not more than one event of each lead
     * @return the latencies in nanoseconds, in ascending order
     */
    long[] latencies(LeadEvents.Batch batch) throws InterruptedException {
        long[] latencies = new long[batch.messages().count()];
        Map<String, Long> produced = new ConcurrentHashMap<>();
        topic.skip();
        Thread producer = Thread.ofPlatform().start(() -> produce(batch, produced));
        int[] received = {0};
        topic.receive(latencies.length, message -> latencies[received[0]++] = System.nanoTime()
                - Objects.requireNonNull(produced.get(new String(message.key(), StandardCharsets.UTF_8))));
        producer.join();
        system.await(batch);
        system.check(batch);
        Arrays.sort(latencies);
        return latencies;
    }

    private void produce(LeadEvents.Batch batch, Map<String, Long> produced) {
        try (KafkaProducer<byte[], byte[]> producer = environment.producer(0)) {
            producer.partitionsFor(system.events()); // so that it has connected
            long next = System.nanoTime();
            for (int i = 0; i < batch.size(); i++) {
                next += 1_000_000_000L / PER_SECOND;
                Await.nanoTime(next);
                produced.put(batch.leads().get(i), next);
                var _ = producer.send(batch.record(system.events(), i));
            }
        }
    }
}
