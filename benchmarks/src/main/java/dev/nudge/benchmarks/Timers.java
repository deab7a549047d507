package dev.nudge.benchmarks;

import dev.nudge.benchmarks.environment.Closings;
import dev.nudge.benchmarks.postgres.PostgresServer;
import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Selection;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.timers.CamundaTimers;
import dev.nudge.benchmarks.timers.DbSchedulerTimers;
import dev.nudge.benchmarks.timers.FlowableTimers;
import dev.nudge.benchmarks.timers.JobRunrTimers;
import dev.nudge.benchmarks.timers.NudgeTimers;
import dev.nudge.benchmarks.timers.QuartzTimers;
import dev.nudge.benchmarks.timers.TimerEngine;
import dev.nudge.benchmarks.timers.TimerRates;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures durable timers beside libraries that keep them in PostgreSQL: how fast they are armed, how fast those that
 * are due at once fire, and how far from their due instants they fire at constant rates. A rate is left out for an
 * engine that fired less than 1.2 times as many timers that were due at once in its previous round; the first round
 * has no rates. There are two warm-ups, since the first one of an engine is slow.
 * <p>
 * Every engine arms timers that are due in thirty days. They become due by a change in its database while it is
 * stopped, since no library could arm so many for the same instant. Each has to fire exactly once, and not too early.
 * <p>
 * Options: {@code rounds} and {@code warmups}; {@code timers}, which are armed, and due at once; {@code seconds}
 * for which a rate is kept; {@code slack}, a factor of the time that engines have to start, for a busy machine; {@code
 * only}, the ids of the engines to measure, for example {@code nudge,db-scheduler}. With {@code -Dwaiting=1000000}, the
 * command also measures the memory that as many waiting timers use in the process of the engine, and the time from the
 * engine's start to the first firing among them.
 */
public final class Timers {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUPS = Integer.getInteger("warmups", 2);
    private static final int WAITING = Integer.getInteger("waiting", 0);

    private static final Figure HEAP = new Figure("heap", "Heap for waiting timers", "MiB", Better.LOWER);
    private static final Figure FIRST = new Figure("first", "First firing after the start, beside waiting timers", "s",
            Better.LOWER);

    /** Smaller differences are noise. */
    private static final double LEAST_HEAP = 0.1;

    private static final String NUDGE = "nudge";
    /** Has the same durability as Nudge here, where nothing waits for the disk. */
    private static final String WITHOUT_FSYNC = "db-scheduler-nofsync";
    private static final Map<String, Peer> PEERS = peers();

    private final Measurement measurement = new Measurement("timers");

    /** A library, on a database of the server. */
    private interface Peer {
        TimerEngine open(PostgresServer server) throws SQLException;
    }

    private static Map<String, Peer> peers() {
        Map<String, Peer> peers = new LinkedHashMap<>();
        peers.put("db-scheduler", DbSchedulerTimers::new);
        peers.put("quartz", QuartzTimers::new);
        peers.put("jobrunr", JobRunrTimers::new);
        peers.put("flowable", FlowableTimers::new);
        peers.put("camunda", CamundaTimers::new);
        return peers;
    }

    public static void main(String[] arguments) throws Exception {
        Selection selection = Selection.of(
                Stream.of(Stream.of(NUDGE), PEERS.keySet().stream(), Stream.of(WITHOUT_FSYNC)).flatMap(ids -> ids)
                        .toList());
        try (Closings closings = new Closings()) {
            new Timers().run(open(selection, closings));
        }
        System.exit(0);
    }

    private static List<TimerEngine> open(Selection selection, Closings closings) throws Exception {
        List<TimerEngine> engines = new ArrayList<>();
        if (selection.contains(NUDGE)) {
            engines.add(closings.add(new NudgeTimers()));
        }
        Optional<String> missing = PostgresServer.missing();
        if (missing.isPresent()) {
            System.out.println("Only Nudge is measured: " + missing.get());
            return engines;
        }
        List<Peer> peers = PEERS.keySet().stream().filter(selection::contains).map(PEERS::get).toList();
        if (!peers.isEmpty()) {
            PostgresServer server = closings.add(PostgresServer.start());
            for (Peer peer : peers) {
                engines.add(closings.add(peer.open(server)));
            }
        }
        if (selection.contains(WITHOUT_FSYNC)) {
            PostgresServer server = closings.add(PostgresServer.start(PostgresServer.FSYNC_OFF));
            engines.add(closings.add(new DbSchedulerTimers(server)));
        }
        return engines;
    }

    private void run(List<TimerEngine> engines) throws Exception {
        List<TimerRates> contenders = engines.stream().map(TimerRates::new).toList();
        measurement.run(contenders, WARMUPS, ROUNDS);
        try {
            if (WAITING > 0) {
                for (TimerRates contender : contenders) {
                    waiting(contender);
                }
            }
        } finally {
            measurement.finish(); // also if the second part fails, since the first one takes long
        }
    }

    /** Measures the engine with a handful of timers, and then beside a great number of copies of one of them. */
    private void waiting(TimerRates contender) throws Exception {
        TimerEngine engine = contender.engine();
        engine.start();
        engine.arm(contender.next(), 2 * ROUNDS + 1);
        engine.stop();
        List<Double> before = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            before.add(firing(contender).heap());
        }
        long start = System.nanoTime();
        if (!engine.copy(contender.next() + ROUNDS, WAITING)) {
            System.out.println(engine.subject().name()
                    + ": waiting timers are not measured, because jobs that are copied in its tables do not fire");
            return;
        }
        System.out.printf("%s: %,d waiting timers inserted in %.0f s%n", engine.subject().name(), WAITING,
                (System.nanoTime() - start) / 1e9);
        for (int round = 1; round <= ROUNDS; round++) {
            Firing firing = firing(contender);
            measurement.add(engine.subject(), HEAP, Math.max(LEAST_HEAP, firing.heap() - before.get(round - 1)));
            measurement.add(engine.subject(), FIRST, firing.sinceStart());
            if (engine instanceof NudgeTimers nudge) {
                measurement.add(new Subject("Nudge, since its partitions were assigned", engine.subject().durability()),
                        FIRST, firing.since(nudge.assignedAt()));
            }
        }
    }

    /** @param heap what the running engine uses, in MiB */
    private record Firing(double heap, Instant start, Instant at) {

        double sinceStart() {
            return since(start);
        }

        double since(Instant instant) {
            return Duration.between(instant, at).toNanos() / 1e9;
        }
    }

    /** Starts the engine with one timer that is due. */
    private static Firing firing(TimerRates contender) throws Exception {
        TimerEngine engine = contender.engine();
        contender.due(1, Instant.now().minusSeconds(1), 0);
        Instant start = Instant.now();
        engine.start();
        Instant at = engine.awaitFirstFiring();
        engine.settle();
        long running = liveHeap();
        engine.stop();
        return new Firing((running - liveHeap()) / (double) (1 << 20), start, at);
    }

    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
