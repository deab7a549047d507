package dev.nudge.engine;

import dev.nudge.Topics;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Preference;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.engine.ingest.IncomingBatch;
import dev.nudge.engine.ingest.IncomingRecord;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.json.JsonCodec;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.timer.Timers;
import dev.nudge.event.LeadKey;
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
 * A store, a log, alarms and a clock in memory, and engines over them. Everything happens on the caller's thread and
 * nothing happens by itself, so that the same calls always come to the same.
 */
final class World {

    static final String ORGANIZATION = Story.ORGANIZATION;
    static final int PARTITIONS = 2;

    /** What happened, in its order. */
    final List<String> journal = new ArrayList<>();
    final SettableClock clock = new SettableClock();
    final LeadsInMemory leads = new LeadsInMemory(journal::add);
    final LogInMemory log = new LogInMemory(PARTITIONS, clock, journal::add);
    final ConfigurationsInMemory configurations = new ConfigurationsInMemory();
    private final Map<Integer, Long> committed = new TreeMap<>();
    private Node owner = new Node();
    private int events;
    private long nanos;
    /** How long the decision of an event takes. */
    Duration slowness = Duration.ZERO;

    /** One engine: what it holds in memory is gone with it. */
    final class Node {

        final AlarmsInMemory alarms = new AlarmsInMemory();
        final CachedLeads cache = new CachedLeads(leads, 10_000_000);
        final Registry registry = new Registry(configurations);
        final Timers timers = new Timers(cache, log, alarms, clock);
        private final EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        final LeadEngine engine = new LeadEngine(new Ingest(PARTITIONS, metrics), cache, () -> registry, log, timers,
                metrics, clock, new TimeShares(() -> nanos += slowness.toNanos()));

        Node() {
            registry.load();
            IntStream.range(0, PARTITIONS).forEach(timers::assigned);
        }

        void process(List<IncomingRecord> records) {
            engine.process(IncomingBatch.whole(records));
        }

        /** Every alarm that is due. */
        void ring() {
            alarms.takeDue(clock.instant()).forEach(timers::ring);
        }
    }

    /** The engine that owns the partitions. */
    Node owner() {
        return owner;
    }

    /** The owner is killed, and another engine takes over where offsets were committed. */
    void crash() {
        owner = new Node();
    }

    /** Another engine, which doesn't own the partitions or doesn't any more. */
    Node another() {
        return new Node();
    }

    /** Saves automations, each switched on for its creator. */
    void given(AutomationBuilder... automations) {
        for (AutomationBuilder automation : automations) {
            given(AutomationReader.read(automation.toJson()).orThrow());
        }
    }

    void given(Automation automation) {
        given(new AutomationSaved(automation));
        given(new PreferenceChanged(automation.organizationId(), automation.createdBy(), automation.id(),
                new Preference(true, null, 1)));
    }

    void given(ConfigurationChange change) {
        configurations.add(change);
        owner.registry.apply(change);
    }

    static LeadKey lead(String leadId) {
        return new LeadKey(ORGANIZATION, leadId);
    }

    static int homeOf(String leadId) {
        return Ingest.homeOf(lead(leadId), PARTITIONS);
    }

    /** Appends an event to its lead's partition. */
    void send(EventBuilder event) {
        Map<String, @Nullable Object> json = event.toJson();
        json.putIfAbsent("id", "e" + ++events);
        send(homeOf(String.valueOf(json.get("leadId"))), JsonCodec.write(json));
    }

    void send(int partition, byte @Nullable [] value) {
        send(partition, null, value);
    }

    void send(int partition, @Nullable String key, byte @Nullable [] value) {
        var _ = log.append(new Outgoing(Topics.LEAD_EVENTS, partition,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, Map.of()));
    }

    /** What comes next, of both partitions. */
    List<IncomingRecord> nextBatch(int atMostEach) {
        List<IncomingRecord> records = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            records.addAll(log.leadEvents(partition, committed.getOrDefault(partition, 0L), atMostEach));
        }
        return records;
    }

    void commit(List<IncomingRecord> batch) {
        batch.forEach(record -> committed.merge(record.partition(), record.offset() + 1, Math::max));
    }

    /** The owner goes through all that is in the log, in batches. */
    void processAll(int batchSize) {
        for (List<IncomingRecord> batch = nextBatch(batchSize); !batch.isEmpty(); batch = nextBatch(batchSize)) {
            owner.process(batch);
            commit(batch);
        }
    }

    void processAll() {
        processAll(1_000);
    }
}
