package dev.nudge.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.benchmarks.pipeline.LeadEvents;
import dev.nudge.benchmarks.pipeline.Messages;
import dev.nudge.benchmarks.pipeline.NudgeConfiguration;
import dev.nudge.benchmarks.pipeline.NudgePipeline;
import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.InboundBatch;
import dev.nudge.engine.processing.LeadEngine;
import dev.nudge.engine.processing.TimeShares;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.engine.timer.WakeupScheduler;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the engine by itself: {@link LeadEngine#process} with the database and the log replaced by memory, on one
 * thread. An event is read from JSON, applied to its lead, and decided; the lead's document, a decision, and the
 * message of four fifths of the events are encoded. The rate is per second of the process's processor time, which
 * includes garbage collection. After each round, the texts of the messages of some more events are checked, which is
 * not measured.
 * <p>
 * Options: {@code -Devents=200000} of a round, {@code -Drounds=5}, {@code -Dwarmups=3}, {@code -Dleads=20000}.
 */
public final class EngineAlone {

    private static final int EVENTS = Integer.getInteger("events", 200_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARM_UPS = Integer.getInteger("warmups", 3);
    /** Events whose messages are read. */
    private static final int CHECKED = 10_000;
    private static final int BATCH = NudgePipeline.ENGINE.batchSize();
    /** Between a lead's events, in the log's time: fewer firings than S13 permits per hour. */
    private static final Duration BETWEEN = Duration.ofMinutes(20);
    private static final Subject NUDGE = new Subject("Nudge", "-");
    private static final Figure RATE = new Figure("events", "Events decided by one core", "events/s", Better.HIGHER);
    private static final Figure ALLOCATED = new Figure("allocated", "Memory allocated for an event", "bytes",
            Better.LOWER);

    private final LeadEvents events = new LeadEvents();
    private final CountingLog log = new CountingLog();
    private final LeadEngine engine = engine();
    private Instant now = Instant.now();
    private long offset;

    public static void main(String[] arguments) throws Exception {
        EngineAlone benchmark = new EngineAlone();
        Measurement measurement = new Measurement("engine");
        measurement.run(List.of(new Measurement.Contender() {

            @Override
            public Subject subject() {
                return NUDGE;
            }

            @Override
            public Map<Figure, Double> measure() {
                return benchmark.measure();
            }
        }), WARM_UPS, ROUNDS);
        measurement.finish();
    }

    private LeadEngine engine() {
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        Leads leads = new CachedLeads(new LeadsInMemory(), 1L << 30);
        Registry registry = new Registry(new OneAutomation());
        registry.load();
        InstantSource clock = InstantSource.system();
        return new LeadEngine(new EventClassifier(1, metrics), leads, changes -> {}, () -> registry, log,
                new Timers(leads, log, new NoWakeups(), clock), metrics, clock, new TimeShares());
    }

    private Map<Figure, Double> measure() {
        LeadEvents.Batch made = events.next(EVENTS);
        List<InboundBatch> batches = batches(made);
        log.start();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long processor = ProcessorTime.nanos();
        batches.forEach(engine::process);
        double seconds = (ProcessorTime.nanos() - processor) / 1e9;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        check("messages", log.messages, made.messages().count());
        check("decisions", log.decisions, EVENTS);
        checkTexts();
        return Map.of(RATE, EVENTS / seconds, ALLOCATED, (double) allocated / EVENTS);
    }

    private void checkTexts() {
        LeadEvents.Batch made = events.next(CHECKED);
        log.start();
        List<byte[]> messages = new ArrayList<>();
        log.kept = messages;
        batches(made).forEach(engine::process);
        log.kept = null;
        check("decisions", log.decisions, CHECKED);
        Messages found = messages.stream().map(Messages::read).reduce(Messages.NONE, Messages::and);
        if (!found.equals(made.messages())) {
            throw new IllegalStateException("Expected " + made.messages() + " but found " + found);
        }
    }

    private static void check(String what, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException("Expected " + expected + " " + what + " but found " + found);
        }
    }

    private List<InboundBatch> batches(LeadEvents.Batch made) {
        List<InboundBatch> batches = new ArrayList<>();
        List<InboundRecord> records = new ArrayList<>(BATCH);
        for (int i = 0; i < made.size(); i++) {
            now = now.plus(BETWEEN.dividedBy(LeadEvents.LEADS));
            byte[] key = made.leads().get(i).getBytes(StandardCharsets.UTF_8);
            records.add(new InboundRecord(0, offset++, now, key, made.values().get(i)));
            if (records.size() == BATCH || i == made.size() - 1) {
                batches.add(InboundBatch.whole(List.copyOf(records)));
                records.clear();
            }
        }
        return batches;
    }

    /** The fence is not checked: there is no other engine. */
    private static final class LeadsInMemory implements Leads {

        private final Map<LeadKey, StoredLead> stored = new HashMap<>();

        @Override
        public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
            Map<LeadKey, StoredLead> found = new HashMap<>();
            keys.forEach(key -> {
                StoredLead lead = stored.get(key);
                if (lead != null) {
                    found.put(key, lead);
                }
            });
            return found;
        }

        @Override
        public Set<LeadKey> write(Collection<LeadWrite> writes) {
            writes.forEach(write -> stored.put(write.lead().lead().key(), write.lead()));
            return Set.of();
        }

        @Override
        public List<Lead> dueFirst(int partition, int limit) {
            return List.of();
        }
    }

    private static final class CountingLog implements RecordLog {

        private long messages;
        private long decisions;
        private @Nullable List<byte[]> kept;

        private void start() {
            messages = 0;
            decisions = 0;
        }

        @Override
        public CompletableFuture<?> append(OutboundRecord record) {
            switch (record.topic()) {
                case Topics.MESSAGE_COMMANDS -> {
                    messages++;
                    if (kept != null) {
                        kept.add(record.value());
                    }
                }
                case Topics.AUTOMATION_DECISIONS -> decisions++;
                default -> throw new IllegalStateException("Expected no record in " + record.topic());
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class OneAutomation implements Configurations {

        @Override
        public void forEach(Consumer<ConfigurationChange> consumer) {
            NudgeConfiguration.changes().forEach(consumer);
        }

        @Override
        public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
            return List.of();
        }

        @Override
        public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
            return List.of();
        }
    }

    private static final class NoWakeups implements WakeupScheduler {

        @Override
        public void set(int partition, Instant at) {}

        @Override
        public void clear(int partition) {}
    }
}
