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
import dev.nudge.benchmarks.timers.Firings;
import dev.nudge.benchmarks.timers.FlowableTimers;
import dev.nudge.benchmarks.timers.JobRunrTimers;
import dev.nudge.benchmarks.timers.NudgeTimers;
import dev.nudge.benchmarks.timers.QuartzTimers;
import dev.nudge.benchmarks.timers.TimerEngine.Due;
import dev.nudge.benchmarks.timers.TimerEngine;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures durable timers beside libraries that keep them in PostgreSQL: how fast they are armed, how fast those that
 * are due at once fire, and how far from their due instants they fire at constant rates. A rate is left out for an
 * engine that fired less than 1.2 times as many timers that were due at once in its previous round; the first round
 * has no rates. There are two warm-ups, since the first one of an engine is slow.
 * <p>
 * Every engine arms timers that are due in thirty days. They become due by a change in its database while it is stopped,
 * since no library could arm so many for the same instant. Each has to fire exactly once, and not too early.
 * <p>
 * Options: {@code rounds} and {@code warmups}; {@code timers}, which are armed, and due at once; {@code seconds} for
 * which a rate is kept; {@code slack}, a factor of the time that engines have to start, for a busy machine; {@code only},
 * the ids of the engines to measure, for example {@code nudge,db-scheduler}. With {@code -Dwaiting=1000000}, the command
 * also measures the memory that as many waiting timers use in the process of the engine, and the time from the engine's
 * start to the first firing among them.
 */
public final class Timers {

    private static final int TIMERS = Integer.getInteger("timers", 5_000);
    private static final int SECONDS = Integer.getInteger("seconds", 3);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUPS = Integer.getInteger("warmups", 2);
    private static final int WAITING = Integer.getInteger("waiting", 0);
    private static final int SLACK = Integer.getInteger("slack", 1);

    private static final Figure ARMED = new Figure("armed", "Timers armed", "timers/s", Better.HIGHER);
    private static final Figure FIRED = new Figure("fired", "Timers fired that are due at once", "timers/s",
            Better.HIGHER);
    private static final List<Deviation> DEVIATIONS = List.of(Deviation.at(100, "hundred"),
            Deviation.at(1_000, "thousand"));
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
        List<Rates> contenders = engines.stream().map(Rates::new).toList();
        measurement.run(contenders, WARMUPS, ROUNDS);
        try {
            if (WAITING > 0) {
                for (Rates contender : contenders) {
                    waiting(contender);
                }
            }
        } finally {
            measurement.finish(); // also if the second part fails, since the first one takes long
        }
    }

    /** The median and the 99th percentile of how early or late timers fire at a constant rate. */
    private record Deviation(int rate, Figure median, Figure tail) {

        static Deviation at(int rate, String id) {
            String title = "deviation from the due instant at %,d timers/s".formatted(rate);
            return new Deviation(rate, new Figure("median-" + id, "Median " + title, "ms", Better.LOWER),
                    new Figure("tail-" + id, "99th percentile of the " + title, "ms", Better.LOWER));
        }

        int count() {
            return rate * SECONDS;
        }

        void put(Map<Figure, Double> samples, Due due, Firings firings) {
            double[] sorted = numbers(due).mapToDouble(
                    number -> Math.abs(Duration.between(due.of(number), firings.of(number)).toNanos()) / 1e6).sorted()
                    .toArray();
            samples.put(median, sorted[sorted.length / 2]);
            samples.put(tail, sorted[sorted.length * 99 / 100]);
        }
    }

    private static LongStream numbers(Due due) {
        return LongStream.range(due.first(), due.first() + due.count());
    }

    /** An engine's timers: first at each of the rates that it can sustain, and then all at once. */
    private static final class Rates implements Measurement.Contender {

        /** How many times a rate an engine has to fire at once, to be measured at it. */
        private static final double RESERVE = 1.2;

        private final TimerEngine engine;
        private long next;
        private double fired;

        Rates(TimerEngine engine) {
            this.engine = engine;
        }

        @Override
        public Subject subject() {
            return engine.subject();
        }

        @Override
        public Map<Figure, Double> measure() throws Exception {
            Map<Figure, Double> samples = new LinkedHashMap<>();
            List<Deviation> deviations = DEVIATIONS.stream().filter(this::isSustainable).toList();
            engine.start();
            samples.put(ARMED, TIMERS / secondsToArm());
            if (!deviations.isEmpty()) {
                engine.arm(next + TIMERS, deviations.stream().mapToInt(Deviation::count).sum());
            }
            engine.stop();
            Instant at = Instant.now().plusSeconds(startSeconds());
            Map<Deviation, Due> atRates = new LinkedHashMap<>();
            for (Deviation deviation : deviations) {
                atRates.put(deviation, due(deviation.count(), at, 1_000_000 / deviation.rate()));
                at = at.plusSeconds(SECONDS + engine.longestPollSeconds() + 1);
            }
            Due atOnce = due(TIMERS, at, 0);
            start(atRates.values().stream().findFirst().orElse(atOnce).at());
            Instant end = engine.awaitFired(next);
            engine.stop();
            fired = TIMERS * 1e9 / Duration.between(begin(atOnce), end).toNanos();
            samples.put(FIRED, fired);
            check(atOnce);
            atRates.forEach((deviation, due) -> {
                deviation.put(samples, due, engine.firings());
                check(due);
            });
            return samples;
        }

        private boolean isSustainable(Deviation deviation) {
            boolean isSustainable = fired >= RESERVE * deviation.rate();
            if (!isSustainable) {
                System.out.printf("  %s: not measured at %,d timers/s, because %s%n", subject().name(),
                        deviation.rate(), fired == 0
                                ? "it fired none yet"
                                : "it fired %,.0f timers/s in its previous round".formatted(fired));
            }
            return isSustainable;
        }

        /** The due instant, or that of the first firing if it was early. */
        private Instant begin(Due atOnce) {
            return Stream.concat(Stream.of(atOnce.at()), numbers(atOnce).mapToObj(engine.firings()::of))
                    .min(Comparator.naturalOrder()).orElseThrow();
        }

        private double secondsToArm() throws Exception {
            long start = System.nanoTime();
            engine.arm(next, TIMERS);
            return (System.nanoTime() - start) / 1e9;
        }

        /** The next timers become due. */
        Due due(int count, Instant at, long microsBetween) throws Exception {
            Due due = new Due(next, count, at, microsBetween);
            next += count;
            engine.makeDue(due);
            return due;
        }

        private void start(Instant before) throws Exception {
            engine.start();
            if (Instant.now().isAfter(before)) {
                throw new IllegalStateException(
                        "Expected %s to start within %d s but it took longer; -Dslack=3 gives it more time".formatted(
                                subject().name(), startSeconds()));
            }
        }

        private int startSeconds() {
            return engine.startSeconds() * SLACK;
        }

        private void check(Due due) {
            Firings firings = engine.firings();
            long early = numbers(due).filter(number -> firings.of(number)
                    .isBefore(due.of(number).minusSeconds(engine.earlySeconds()).minusMillis(1))).count();
            if (early > 0 || firings.repeated() > 0) {
                throw new IllegalStateException(
                        "Expected each timer of %s to fire once, when it is due, but %d were early and %d fired again"
                                .formatted(subject().name(), early, firings.repeated()));
            }
        }
    }

    /** Measures the engine with a handful of timers, and then beside a great number of copies of one of them. */
    private void waiting(Rates contender) throws Exception {
        TimerEngine engine = contender.engine;
        engine.start();
        engine.arm(contender.next, 2 * ROUNDS + 1);
        engine.stop();
        List<Double> before = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            before.add(firing(contender).heap());
        }
        long start = System.nanoTime();
        if (!engine.copy(contender.next + ROUNDS, WAITING)) {
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
    private static Firing firing(Rates contender) throws Exception {
        TimerEngine engine = contender.engine;
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
