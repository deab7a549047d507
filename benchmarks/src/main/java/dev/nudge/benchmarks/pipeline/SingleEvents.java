package dev.nudge.benchmarks.pipeline;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.benchmarks.report.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures the latency of a single event on an idle engine: from its production until a consumer receives its decision.
 */
public record SingleEvents(Environment environment) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @param events each leads to one decision, and is sent after the previous one is decided */
    public Load send(LeadEvents.Batch events) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        long begin = System.nanoTime();
        long processor = ProcessorTime.nanos();
        try (KafkaProducer<byte[], byte[]> producer = environment.producer(0);
                KafkaConsumer<byte[], byte[]> decisions = environment.consumer(Map.of())) {
            List<TopicPartition> partitions = decisions.partitionsFor(Topics.AUTOMATION_DECISIONS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            decisions.assign(partitions);
            decisions.endOffsets(partitions).forEach(decisions::seek);
            for (int i = 0; i < events.size(); i++) {
                long sent = System.nanoTime();
                var _ = producer.send(events.record(Topics.LEAD_EVENTS, i));
                // A fetch returns as soon as there is a record.
                Await.until("the decision of an event", LONGEST,
                        () -> !decisions.poll(Duration.ofSeconds(1)).isEmpty());
                nanos.add(System.nanoTime() - sent);
            }
        }
        return Load.of(List.of(nanos), System.nanoTime() - begin, ProcessorTime.nanos() - processor);
    }
}
