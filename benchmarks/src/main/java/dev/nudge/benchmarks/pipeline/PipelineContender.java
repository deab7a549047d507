package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Measures a system: the events per second from the first event's production until all are completed, and the latency
 * at a steady rate if the system processes more than that. It fails if the messages are not those that the rule
 * demands. The producer is created before the time begins.
 */
final class PipelineContender implements Measurement.Contender, AutoCloseable {

    private final Environment environment;
    private final EventSystem system;
    private final RoundSize size;
    private final boolean hasLatency;
    private final LeadEvents events = new LeadEvents();
    private final MessageTopic topic;

    PipelineContender(Environment environment, EventSystem system, RoundSize size, boolean hasLatency) {
        this.environment = environment;
        this.system = system;
        this.size = size;
        this.hasLatency = hasLatency;
        topic = new MessageTopic(environment, system.messages());
    }

    @Override
    public Subject subject() {
        return system.subject();
    }

    @Override
    public Map<Figure, Double> measure() throws InterruptedException {
        while (!size.isWarm()) {
            rate();
        }
        Map<Figure, Double> samples = new LinkedHashMap<>();
        double rate = rate();
        samples.put(Figures.EVENTS, rate);
        if (hasLatency && SteadyRate.SECONDS > 0) {
            if (rate < 1.2 * SteadyRate.PER_SECOND) {
                System.out.printf("  %s: no latency at %,d events/s, because it processes %,.0f events/s%n",
                        subject().name(), SteadyRate.PER_SECOND, rate);
                return samples;
            }
            LeadEvents.Batch batch = events.next(Math.min(LeadEvents.LEADS,
                    SteadyRate.PER_SECOND * SteadyRate.SECONDS));
            long[] latencies = new SteadyRate(environment, system, topic).latencies(batch);
            samples.put(Figures.MEDIAN_LATENCY, latencies[latencies.length / 2] / 1e6);
            samples.put(Figures.LATENCY, latencies[latencies.length * 99 / 100] / 1e6);
        }
        return samples;
    }

    /** @return events per second */
    public double rate() throws InterruptedException {
        LeadEvents.Batch batch = events.next(size.next());
        topic.skip();
        double rate;
        long processor;
        try (KafkaProducer<byte[], byte[]> producer = environment.producer()) {
            producer.partitionsFor(system.events()); // so that it has connected
            processor = ProcessorTime.nanos();
            long start = System.nanoTime();
            for (int i = 0; i < batch.size(); i++) {
                var _ = producer.send(batch.record(system.events(), i));
            }
            producer.flush();
            system.await(batch);
            rate = Figures.perSecond(batch.size(), start);
            processor = ProcessorTime.nanos() - processor;
        }
        size.measured(rate);
        System.out.printf("  %s: %,.0f us of this process's processor time per event%n", subject().name(),
                processor / 1e3 / batch.size());
        Messages messages = topic.read(batch.messages().count());
        if (!messages.equals(batch.messages())) {
            throw new IllegalStateException("Expected %s of %d events from %s but found %s".formatted(batch.messages(),
                    batch.size(), subject().name(), messages));
        }
        system.check(batch);
        return rate;
    }

    @Override
    public void close() {
        topic.close();
    }
}
