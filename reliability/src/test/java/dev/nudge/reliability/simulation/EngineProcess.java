package dev.nudge.reliability.simulation;

import dev.nudge.Topics;
import dev.nudge.engine.lead.CachedLeads;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.processing.EventClassifier;
import dev.nudge.engine.processing.LeadEngine;
import dev.nudge.engine.processing.LeadEventsListener;
import dev.nudge.engine.processing.TimeShares;
import dev.nudge.engine.processing.UnfinishedBatchException;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.ChangeLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.registry.RegistryFollower;
import dev.nudge.engine.registry.RegistryFreshness;
import dev.nudge.engine.timer.Timers;
import dev.nudge.engine.timer.WakeupScheduler;
import dev.nudge.event.LeadEventCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** One engine: its production code, assembled as at its start, on simulated servers. */
final class EngineProcess {

    private static final int CONSUMERS = 2;
    /** A low number, so that queues overflow and are refilled. */
    private static final int QUEUE_CAPACITY = 4;
    private static final int MAX_IN_FLIGHT = 3;
    /** A low number, so that batches are often committed in parts. */
    private static final int MOST_FORWARDED = 1;
    /** A low number of turns, so that batches are often retried because the follower is late. */
    private static final int TIMEOUT = 50;
    private static final Duration LONG_DECISION = Duration.ofMillis(120);
    private static final EngineMetrics METRICS = new EngineMetrics(new SimpleMeterRegistry());

    private final Simulation world;
    private final Host host;
    private final KnownConfiguration known = new KnownConfiguration();
    private final Registry registry;
    private final RegistryFollower follower;
    private final DueWakeups wakeups = new DueWakeups();
    private final InstantSource clock;
    private final Timers timers;
    private final LeadEventsListener listener;
    private int consumers;
    private long nanos;

    EngineProcess(Simulation world, Host host) {
        this.world = world;
        this.host = host;
        this.clock = () -> world.now().plus(host.skew());
        this.registry = new Registry(world.configuration().of(host, known));
        CachedLeads leads = new CachedLeads(world.leads().of(host, known), 10_000_000);
        RecordLog log = world.log().of(host);
        ChangeLog changes = world.configuration().logOf(host, known);
        this.follower = new RegistryFollower(registry, changes, new FailedRecords(log, METRICS));
        this.timers = new Timers(leads, world.log().acknowledgedLater(host), wakeups, clock, QUEUE_CAPACITY,
                MAX_IN_FLIGHT);
        LeadEngine engine = new LeadEngine(new EventClassifier(world.log().partitions(), MOST_FORWARDED, METRICS,
                LeadEventCodec::read), leads, world.documents().of(host),
                new RegistryFreshness(registry, follower, changes, this::await), log, timers, METRICS, clock,
                new TimeShares(this::nanoTime));
        this.listener = new LeadEventsListener(engine, timers, leads, new RecordIsolation(() -> false));
        world.scheduler().start(host, "start", this::start);
    }

    Host host() {
        return host;
    }

    private void start() {
        known.require(world.configuration().newest());
        while (true) {
            try {
                follower.catchUp();
                break;
            } catch (Network.Unavailable unavailable) {
                world.scheduler().idle();
            }
        }
        world.scheduler().start(host, "follower", this::follow);
        world.scheduler().start(host, "wakeups", this::runWakeUps);
        world.scheduler().start(host, "acknowledgements", this::runCallback);
        for (int i = 0; i < CONSUMERS; i++) {
            consumers++;
            world.scheduler().start(host, "consumer " + i, new Consuming()::run);
        }
    }

    private void follow() {
        int followed = 0;
        while (true) {
            world.scheduler().idle();
            if (followed < world.configuration().published()) { // otherwise it would wait
                try {
                    follower.follow();
                    followed++;
                } catch (Network.Unavailable unavailable) {
                    world.scheduler().idle();
                }
            }
        }
    }

    private void await(CompletableFuture<Void> reached) {
        for (int turn = 0; !reached.isDone(); turn++) {
            if (turn == TIMEOUT) {
                throw new IllegalStateException("the follower does not reach the end");
            }
            world.scheduler().idle();
        }
    }

    /** Sometimes slow enough that organizations have to wait for each other. */
    private long nanoTime() {
        nanos += world.random().nextInt(8) == 0 ? LONG_DECISION.toNanos() : 0;
        return nanos;
    }

    private void runWakeUps() {
        while (true) {
            world.scheduler().idle();
            wakeups.takeDue(clock.instant()).ifPresent(timers::wakeUp);
        }
    }

    private void runCallback() {
        while (true) {
            world.scheduler().idle();
            host.runCallback();
        }
    }

    private static final class DueWakeups implements WakeupScheduler {
        private final Map<Integer, Instant> wakeups = new TreeMap<>();

        @Override
        public void set(int partition, Instant instant) {
            wakeups.put(partition, instant);
        }

        @Override
        public void clear(int partition) {
            wakeups.remove(partition);
        }

        Optional<Integer> takeDue(Instant now) {
            Optional<Integer> due = wakeups.entrySet().stream().filter(wakeUp -> !wakeUp.getValue().isAfter(now))
                    .map(Map.Entry::getKey).findFirst();
            due.ifPresent(wakeups::remove);
            return due;
        }
    }

    /** A consumer and its container: joins the group, polls, passes a batch on, and commits or retries it. */
    private final class Consuming implements Group.Member {
        private final MockConsumer<byte[], byte[]> identity = new MockConsumer<>("earliest") {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                offsets.forEach((partition, offset) -> {
                    if (!commit(partition.partition(), offset.offset())) {
                        throw new CommitFailedException();
                    }
                });
            }
        };
        private final Map<Integer, Long> positions = new HashMap<>();

        void run() {
            while (!host.isStopping()) {
                world.scheduler().idle();
                world.group().poll(this);
                List<InboundRecord> batch = poll();
                if (!batch.isEmpty()) {
                    process(batch);
                }
            }
            world.group().leave(this);
            if (--consumers == 0) {
                host.kill();
            }
        }

        private List<InboundRecord> poll() {
            List<InboundRecord> batch = new ArrayList<>();
            for (int partition : world.group().owned(this)) {
                List<InboundRecord> all = world.log().leadEvents(partition);
                int from = Objects.requireNonNull(positions.get(partition)).intValue();
                batch.addAll(all.subList(from, Math.min(all.size(), from + world.random().nextInt(8))));
            }
            return batch;
        }

        /** After any failure, the same batch is retried. */
        private void process(List<InboundRecord> batch) {
            Map<Integer, Long> next = new TreeMap<>();
            batch.forEach(record -> next.merge(record.partition(), record.offset() + 1, Math::max));
            try {
                listener.onMessage(batch.stream().map(Consuming::record).toList(), identity);
                next.forEach(this::commit);
                positions.putAll(next);
            } catch (UnfinishedBatchException unfinished) {
                unfinished.positions().forEach((partition, offset) -> positions.put(partition.partition(), offset));
            } catch (RuntimeException outage) {
                world.journal("batch again at " + host + ": " + outage);
            }
        }

        private boolean commit(int partition, long offset) {
            return world.commit(this, partition, offset);
        }

        private static ConsumerRecord<byte[], byte[]> record(InboundRecord record) {
            return new ConsumerRecord<>(Topics.LEAD_EVENTS, record.partition(), record.offset(),
                    record.timestamp().toEpochMilli(), TimestampType.LOG_APPEND_TIME, 0, 0, record.key(),
                    record.value(), new RecordHeaders(), Optional.empty());
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public void assigned(Collection<Integer> partitions) {
            partitions.forEach(partition -> positions.put(partition, world.group().committed(partition)));
            listener.onPartitionsAssigned(identity, of(partitions));
        }

        @Override
        public void revoked(Collection<Integer> partitions) {
            listener.onPartitionsRevokedBeforeCommit(identity, of(partitions));
        }

        @Override
        public void lost(Collection<Integer> partitions) {
            listener.onPartitionsLost(identity, of(partitions));
        }

        private static List<TopicPartition> of(Collection<Integer> partitions) {
            return partitions.stream().map(partition -> new TopicPartition(Topics.LEAD_EVENTS, partition)).toList();
        }
    }
}
