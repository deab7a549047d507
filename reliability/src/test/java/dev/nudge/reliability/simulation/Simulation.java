package dev.nudge.reliability.simulation;

import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.OutboxEntry;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.reference.Step;
import dev.nudge.reliability.simulation.Network.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs a history with two engines and an API on one log and one database. After the history no faults occur any more,
 * and all work must complete without intervention.
 */
final class Simulation {

    static final int PARTITIONS = 4;
    private static final int ENGINES = 2;
    /** How long after the history timers may still come due. */
    private static final Duration AFTERWARDS = Duration.ofDays(2);
    private static final int MOMENTS_AFTERWARDS = 40;
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final Duration ON_TIME = Duration.ofSeconds(30);

    private final Random random;
    private final History history;
    private final Scheduler scheduler;
    private final Network network;
    private final SimulatedLog log;
    private final SimulatedLeads leads;
    private final SimulatedDocuments documents;
    private final SimulatedConfiguration configuration;
    private final Group group = new Group(PARTITIONS);
    private final Host people = new Host("people", Duration.ZERO);
    private final Map<Integer, EngineProcess> engines = new TreeMap<>();
    private final List<String> journal = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<ApiProcess> api = Optional.empty();
    private Instant now = Instant.EPOCH;
    private Duration logBehind = Duration.ZERO;
    private int starts;
    private boolean over;

    private Simulation(History history) {
        this.history = history;
        this.random = new Random(history.seed());
        this.scheduler = new Scheduler(random);
        this.network = new Network(scheduler, random, history.faults(), this::journal,
                fault -> logBehind = Duration.ofSeconds(fault.length() / 10));
        this.log = new SimulatedLog(PARTITIONS, () -> now.minus(logBehind), network,
                () -> Objects.requireNonNull(configuration()).acknowledged());
        this.leads = new SimulatedLeads(network);
        this.documents = new SimulatedDocuments(network);
        this.configuration = new SimulatedConfiguration(network);
    }

    /** The result of a history. */
    record Result(List<String> violations, List<String> journal, Summary summary) {}

    record Summary(long calls, long faults, long events, long timers, long messages, long decisions) {
        static final Summary NOTHING = new Summary(0, 0, 0, 0, 0, 0);

        Summary plus(Summary other) {
            return new Summary(calls + other.calls, faults + other.faults, events + other.events,
                    timers + other.timers, messages + other.messages, decisions + other.decisions);
        }
    }

    static Result of(History history) {
        return new Simulation(history).run();
    }

    private Result run() {
        scheduler.start(people, "history", this::play);
        scheduler.start(people, "supervisor", this::supervise);
        scheduler.run(() -> over);
        if (scheduler.failure() != null) {
            violations.add("failed: " + scheduler.failure() + " at "
                    + Stream.of(scheduler.failure().getStackTrace()).limit(6).toList());
        }
        scheduler.close();
        Check check = new Check(this);
        if (violations.isEmpty()) {
            violations.addAll(check.violations());
        }
        return new Result(violations, journal, check.summary(network.calls(), network.faults()));
    }

    // ---- history

    private void play() {
        Clients driver = new Clients(this);
        for (Step step : history.steps()) {
            driver.take(step);
            for (int i = random.nextInt(12); i > 0; i--) {
                scheduler.idle();
                now = now.plusMillis(random.nextInt(300));
            }
        }
        network.stopFaults();
        logBehind = Duration.ZERO;
        settle(RECOVERY, "after the last fault");
        Instant end = now.plus(AFTERWARDS);
        for (int i = 0; i < MOMENTS_AFTERWARDS && violations.isEmpty(); i++) {
            Optional<Instant> due = leads.nextDue().filter(next -> next.isBefore(end));
            if (due.isEmpty()) {
                break;
            }
            now = due.get().isAfter(now) ? due.get() : now;
            settle(ON_TIME, "when a timer was due at " + due.get());
        }
        over = true;
    }

    /** Runs until all due work is done and published. */
    private void settle(Duration atMost, String when) {
        Instant limit = now.plus(atMost);
        while (!isSettled()) {
            if (now.isAfter(limit)) {
                violations.add("stuck " + when + ": " + stuck());
                over = true;
                return;
            }
            scheduler.idle();
            now = now.plusMillis(20);
        }
    }

    private boolean isSettled() {
        return group.isComplete() && configuration.isPublished() && isProcessed()
                && leads.nextDue().map(due -> due.isAfter(now)).orElse(true);
    }

    private boolean isProcessed() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (group.committed(partition) < log.leadEvents(partition).size()) {
                return false;
            }
        }
        return true;
    }

    private String stuck() {
        return "group complete " + group.isComplete() + ", configuration published " + configuration.isPublished()
                + ", records processed " + isProcessed() + ", due " + leads.nextDue() + ", now " + now;
    }

    /** Restarts missing processes, and evicts members that have not polled in time. */
    private void supervise() {
        while (true) {
            scheduler.idle();
            if (random.nextInt(20) == 0) {
                group.evict(scheduler.turns());
            }
            for (int slot = 0; slot < ENGINES; slot++) {
                EngineProcess engine = engines.get(slot);
                if ((engine == null || engine.host().isGone()) && random.nextInt(10) == 0) {
                    engines.put(slot, new EngineProcess(this, host("engine-" + slot)));
                }
            }
            if (api.isEmpty() || api.get().host().isGone()) {
                api = Optional.of(new ApiProcess(this, host("api")));
            }
        }
    }

    private Host host(String name) {
        return new Host(name + "." + starts++, Duration.ofMillis(random.nextInt(4_000) - 2_000));
    }

    /** Advances the clock; it never goes back. */
    void advanceTo(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }

    void append(OutboundRecord record) {
        log.append(record);
    }

    void save(SimulatedConfiguration.Version version) {
        configuration.save(version);
        api.filter(process -> !process.host().isGone()).ifPresent(process -> process.written(version));
    }

    /**
     * Invariant 3: at a commit, all results of the records before it are published, and all changes of other documents
     * made.
     *
     * @return whether the group accepted it
     */
    boolean commit(Group.Member member, int partition, long offset) {
        boolean accepted = network.call(member.host(), Part.LOG, "commit " + partition + "@" + offset,
                sure -> group.commit(member, partition, offset));
        if (!accepted) {
            journal("refused commit of " + partition + "@" + offset + " by " + member.host());
            return false;
        }
        for (LeadKey key : leads.keys()) {
            StoredLead lead = leads.written(key);
            if (lead.position().partition() == partition && lead.position().offset() < offset) {
                lead.outbox().stream().filter(entry -> !isDone(key, entry)).forEach(
                        entry -> violations.add("committed before it was done: " + entry.topic() + " of " + key));
            }
        }
        return true;
    }

    private boolean isDone(LeadKey key, OutboxEntry entry) {
        return switch (entry.topic()) {
            case OutboxEntry.SUPPRESSIONS -> documents
                    .isMade(LeadChange.Suppress.of(key.organizationId(), entry.value()));
            case OutboxEntry.ERASURE -> documents.isMade(LeadChange.Erase.of(key, entry.value()));
            default -> entry.topic().endsWith(".dlt") || log.contains(entry.topic(), entry.value());
        };
    }

    static int homeOf(LeadKey key) {
        return LeadPartitioner.partitionOf(key, PARTITIONS);
    }

    void journal(String what) {
        journal.add(now + " " + what);
    }

    Instant now() {
        return now;
    }

    Random random() {
        return random;
    }

    Scheduler scheduler() {
        return Objects.requireNonNull(scheduler);
    }

    SimulatedLog log() {
        return log;
    }

    SimulatedLeads leads() {
        return leads;
    }

    SimulatedDocuments documents() {
        return documents;
    }

    SimulatedConfiguration configuration() {
        return configuration;
    }

    Group group() {
        return group;
    }
}
