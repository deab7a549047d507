package dev.nudge.standalone.demo;

import com.mongodb.client.MongoDatabase;
import dev.nudge.Topics;
import dev.nudge.engine.lead.MongoLeadChanges;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.InboundBatch;
import dev.nudge.engine.processing.LeadEngine;
import dev.nudge.engine.processing.TimeShares;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.engine.timer.WakeupScheduler;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventCodec;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import dev.nudge.message.DeliveryReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The engine and its delivery with a clock of the past: events, due timers, attempts and reports of providers are
 * processed in the order of their instants, on one thread. The records of {@code lead.events} have offsets before those
 * of the topic, so that none of the topic's records counts as applied to a lead.
 */
final class PastEngine implements AutoCloseable {

    private static final long FIRST_OFFSET = -1_000_000;

    /** Something that happens at an instant; of the same instant, in the order in which it became known. */
    private record Due(Instant at, long number, Work work) {
        private static final Comparator<Due> IN_ORDER = Comparator.comparing(Due::at)
                .thenComparingLong(Due::number);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** The timers are found in the leads, and not by wake-ups. */
    private static final class NoWakeups implements WakeupScheduler {
        @Override
        public void set(int partition, Instant instant) {}

        @Override
        public void clear(int partition) {}
    }

    private final MongoDatabase database;
    private final int leadPartitions;
    private final int commandPartitions;
    private final PastClock clock;
    private final PastLog log = new PastLog();
    private final PastLeads leads = new PastLeads();
    private final LeadEngine engine;
    private final PastDelivery delivery;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Due.IN_ORDER);
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    private final Map<Integer, Long> offsets = new HashMap<>();
    private long number;

    /**
     * @param database for what delivery needs; empty at the beginning
     * @param leadPartitions the number of partitions of {@code lead.events}
     * @param commandPartitions the number of partitions of {@code message.commands}
     */
    PastEngine(MongoDatabase database, Plan plan, Registry registry, int leadPartitions, int commandPartitions) {
        this.database = database;
        this.leadPartitions = leadPartitions;
        this.commandPartitions = commandPartitions;
        this.clock = new PastClock(plan.begin());
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        this.engine = new LeadEngine(new EventClassifier(leadPartitions, metrics), leads,
                new MongoLeadChanges(database), () -> registry, log, new Timers(leads, log, new NoWakeups(), clock),
                metrics, clock, new TimeShares());
        IndexDefinition.create(database.getCollection(CollectionNames.LEADS));
        this.delivery = new PastDelivery(database, plan, registry, log, commandPartitions, metrics, clock,
                this::report);
    }

    /** Processes the events and all that follows from them up to an instant. */
    void run(List<DemoEvent> events, Instant end) throws InterruptedException {
        events.forEach(event -> append(event.at(), keyOf(event.leadId()), event.value()));
        while (step(end)) {
            publish();
        }
        clock.advanceTo(end);
        writeLeads();
    }

    /** What was appended to a topic. */
    List<ConsumerRecord<byte[], byte[]>> recordsOf(String topic) {
        return records.getOrDefault(topic, List.of());
    }

    private boolean step(Instant end) throws InterruptedException {
        Due event = queue.peek();
        Optional<PastLeads.Timer> timer = leads.nextTimer();
        Instant eventAt = event == null ? Instant.MAX : event.at();
        Instant timerAt = timer.map(next -> next.due().dueAt()).orElse(Instant.MAX);
        Instant attemptAt = delivery.nextAttemptAt();
        Instant next = earlier(eventAt, earlier(timerAt, attemptAt));
        if (next.isAfter(end)) {
            return false;
        }
        clock.advanceTo(next);
        if (next.equals(attemptAt)) {
            writeLeads();
            delivery.run();
        } else if (next.equals(timerAt)) {
            fire(timer.orElseThrow());
        } else {
            Objects.requireNonNull(queue.poll()).work().run();
        }
        return true;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void fire(PastLeads.Timer timer) {
        LeadEvent event = timer.event();
        process(LeadPartitioner.keyOf(timer.lead()), JsonCodec.write(event.toJson()));
        if (leads.nextTimer().filter(timer::equals).isPresent()) {
            throw new IllegalStateException("Expected the timer " + timer + " to be decided but it still waits");
        }
    }

    private void append(Instant at, byte[] key, byte[] value) {
        queue.add(new Due(at, number++, () -> process(key, value)));
    }

    private void report(DeliveryReport report) {
        queue.add(new Due(report.at(), number++, () -> {
            writeLeads();
            delivery.report(report);
        }));
    }

    private void process(byte[] key, byte[] value) {
        int partition = partitionOf(key, leadPartitions);
        InboundRecord record = new InboundRecord(partition,
                offsets.merge(partition, FIRST_OFFSET, (last, _) -> last + 1), clock.instant(), key, value);
        keep(Topics.LEAD_EVENTS, partition, record.offset(), record.key(), record.value(), Map.of());
        switch (LeadEventCodec.read(value)) {
            case Reading.Understood<LeadEvent> _ -> {
                var _ = engine.process(InboundBatch.whole(List.of(record)));
            }
            case Reading.Refused<LeadEvent> refused ->
                log.appendAll(List.of(DeadLetter.of(Topics.LEAD_EVENTS, record, refused.reason())));
        }
    }

    /** Does with each record what its consumers do. */
    private void publish() throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> commands = new ArrayList<>();
        for (OutboundRecord record : log.take()) {
            byte[] key = Objects.requireNonNull(record.key());
            byte[] value = Objects.requireNonNull(record.value());
            switch (record.topic()) {
                case Topics.LEAD_EVENTS -> append(clock.instant(), key, value);
                case Topics.MESSAGE_COMMANDS -> commands.add(consumed(record.topic(),
                        partitionOf(key, commandPartitions), 0, key, value, Map.of()));
                default -> keep(record.topic(), 0, 0, key, value, record.headers());
            }
        }
        if (!commands.isEmpty()) {
            writeLeads();
            delivery.send(commands);
            publish();
        }
    }

    /** Delivery reads them in the database. */
    private void writeLeads() {
        leads.writeTo(database.getCollection(CollectionNames.LEADS, RawBsonDocument.class));
    }

    private void keep(String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value,
            Map<String, String> headers) {
        records.computeIfAbsent(topic, _ -> new ArrayList<>())
                .add(consumed(topic, partition, offset, key, value, headers));
    }

    private ConsumerRecord<byte[], byte[]> consumed(String topic, int partition, long offset, byte @Nullable [] key,
            byte @Nullable [] value, Map<String, String> headers) {
        RecordHeaders consumed = new RecordHeaders();
        headers.forEach((name, text) -> consumed.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(topic, partition, offset, clock.instant().toEpochMilli(),
                TimestampType.LOG_APPEND_TIME, ConsumerRecord.NULL_SIZE, ConsumerRecord.NULL_SIZE, key, value,
                consumed, Optional.empty());
    }

    private static byte[] keyOf(String leadId) {
        return LeadPartitioner.keyOf(new LeadKey(Recipes.ORGANIZATION, leadId));
    }

    private static int partitionOf(byte[] key, int partitions) {
        return LeadPartitioner.partitionOf(
                new LeadKey(Recipes.ORGANIZATION, new String(key, StandardCharsets.UTF_8)), partitions);
    }

    @Override
    public void close() {
        delivery.close();
    }
}
