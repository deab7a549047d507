package dev.nudge.engine.support;

import dev.nudge.Topics;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.InboundBatch;
import dev.nudge.engine.processing.LeadEngine;
import dev.nudge.engine.processing.TimeShares;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A database, a log, wake-ups and a clock in memory, and engines that use them. Everything runs on the caller's thread,
 * and only when called, so the results are deterministic.
 */
public final class EngineInMemory {

    public static final String ORGANIZATION = Story.ORGANIZATION;
    public static final int PARTITIONS = 2;

    /** All events in order. */
    public final List<String> journal = new ArrayList<>();
    public final SettableClock clock = new SettableClock();
    public final LeadsInMemory leads = new LeadsInMemory(journal::add);
    public final LogInMemory log = new LogInMemory(PARTITIONS, clock, journal::add);
    public final LeadChangesInMemory changes = new LeadChangesInMemory(journal::add);
    final ConfigurationsInMemory configurations = new ConfigurationsInMemory();
    private final Map<Integer, Long> committed = new TreeMap<>();
    private Node owner = new Node();
    private int events;
    private long nanos;
    /** How long deciding an event takes. */
    public Duration slowness = Duration.ZERO;

    /** One engine with its state in memory. */
    public final class Node {

        public final WakeupsInMemory wakeups = new WakeupsInMemory();
        public final CachedLeads cache = new CachedLeads(leads, 10_000_000);
        public final Registry registry = new Registry(configurations);
        public final Timers timers = new Timers(cache, log, wakeups, clock);
        public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final EngineMetrics metrics = new EngineMetrics(meters);
        public final LeadEngine engine = new LeadEngine(new EventClassifier(PARTITIONS, metrics), cache, changes,
                () -> registry, log, timers, metrics, clock, new TimeShares(() -> nanos += slowness.toNanos()));

        Node() {
            registry.load();
            IntStream.range(0, PARTITIONS).forEach(timers::assigned);
        }

        public void process(List<InboundRecord> records) {
            engine.process(InboundBatch.whole(records));
        }

        /** Runs every wake-up that is due. */
        public void wakeUp() {
            wakeups.takeDue(clock.instant()).forEach(timers::wakeUp);
        }
    }

    /** The engine that owns the partitions. */
    public Node owner() {
        return owner;
    }

    /** The owner is killed, and another engine continues from the committed offsets. */
    public void crash() {
        owner = new Node();
    }

    /** Another engine, which does not own the partitions or no longer owns them. */
    public Node another() {
        return new Node();
    }

    /** Saves automations, each switched on for its creator. */
    public void given(AutomationBuilder... automations) {
        for (AutomationBuilder automation : automations) {
            given(AutomationReader.read(automation.toJson()).orThrow());
        }
    }

    public void given(Automation automation) {
        given(new AutomationSaved(automation));
        given(new PreferenceChanged(automation.organizationId(), automation.createdBy(), automation.id(),
                new Preference(true, null, 1)));
    }

    public void given(ConfigurationChange change) {
        configurations.add(change);
        owner.registry.apply(change);
    }

    /** Raises the number of firings per automation, lead and hour (S13), for stories with more than ten. */
    public void allowManyFiringsAnHour() {
        given(new OrganizationChanged(OrganizationReader
                .read(Map.of("_id", ORGANIZATION, "ceilingPerHour", 1_000, "version", 1)).orThrow()));
    }

    public static LeadKey lead(String leadId) {
        return new LeadKey(ORGANIZATION, leadId);
    }

    public static int homeOf(String leadId) {
        return LeadPartitioner.partitionOf(lead(leadId), PARTITIONS);
    }

    /** Appends an event to its lead's partition. */
    public void send(EventBuilder event) {
        Map<String, @Nullable Object> json = event.toJson();
        json.putIfAbsent("id", "e" + ++events);
        send(homeOf(String.valueOf(json.get("leadId"))), JsonCodec.write(json));
    }

    public void send(int partition, byte @Nullable [] value) {
        send(partition, null, value);
    }

    public void send(int partition, @Nullable String key, byte @Nullable [] value) {
        var _ = log.append(new OutboundRecord(Topics.LEAD_EVENTS, partition,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, Map.of()));
    }

    /** The next records of both partitions. */
    public List<InboundRecord> nextBatch(int atMostEach) {
        List<InboundRecord> records = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            records.addAll(log.leadEvents(partition, committed.getOrDefault(partition, 0L), atMostEach));
        }
        return records;
    }

    public void commit(List<InboundRecord> batch) {
        batch.forEach(record -> committed.merge(record.partition(), record.offset() + 1, Math::max));
    }

    /** The owner processes everything in the log, in batches. */
    public void processAll(int batchSize) {
        for (List<InboundRecord> batch = nextBatch(batchSize); !batch.isEmpty(); batch = nextBatch(batchSize)) {
            owner.process(batch);
            commit(batch);
        }
    }

    public void processAll() {
        processAll(1_000);
    }
}
