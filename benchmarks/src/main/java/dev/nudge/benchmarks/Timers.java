package dev.nudge.benchmarks;

import dev.nudge.benchmarks.postgres.PostgresServer;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.timers.CamundaTimers;
import dev.nudge.benchmarks.timers.DbSchedulerTimers;
import dev.nudge.benchmarks.timers.Firings;
import dev.nudge.benchmarks.timers.FlowableTimers;
import dev.nudge.benchmarks.timers.JobRunrTimers;
import dev.nudge.benchmarks.timers.QuartzTimers;
import dev.nudge.benchmarks.timers.TimerEngine;
import dev.nudge.benchmarks.timers.TimerEngine.Due;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures durable timers beside libraries that keep them in PostgreSQL: how fast they are armed, how fast those that
 * are due at once fire, and how late they fire at a constant rate. With {@code -Dwaiting=1000000}, it also measures the
 * memory that as many waiting timers use in the process of the engine, and the time from the engine's start to the first
 * firing among them.
 * <p>
 * Every engine arms timers that are due in thirty days. They become due by a change in its database while it is stopped,
 * since no library could arm so many for the same instant. Each has to fire exactly once, and not too early.
 */
public final class Timers {

    private static final int TIMERS = Integer.getInteger("timers", 5_000);
    private static final int SECONDS = Integer.getInteger("seconds", 3);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUPS = Integer.getInteger("warmups", 1);
    private static final int WAITING = Integer.getInteger("waiting", 0);
    /** On a busy machine, engines have this many times as long to start. */
    private static final int SLACK = Integer.getInteger("slack", 1);
    /** The engines to measure, if not all, for example {@code Nudge,db-scheduler}. */
    private static final Set<String> ONLY = Stream.of(System.getProperty("only", "").split(","))
            .filter(name -> !name.isEmpty()).collect(Collectors.toSet());

    private static final Figure ARMED = new Figure("armed", "Timers armed", "timers/s", Better.HIGHER);
    private static final Figure FIRED = new Figure("fired", "Timers fired that are due at once", "timers/s",
            Better.HIGHER);
    private static final Map<Integer, Lateness> LATENESS = Map.of(100, Lateness.at("hundred", "100"), 1_000,
            Lateness.at("thousand", "1,000"));
    private static final Figure HEAP = new Figure("heap", "Heap for waiting timers", "MiB", Better.LOWER);
    private static final Figure FIRST = new Figure("first", "First firing after the start, beside waiting timers", "s",
            Better.LOWER);

    /** Smaller differences are noise. */
    private static final double LEAST_HEAP = 0.1;

    private final Measurement measurement = new Measurement("timers");

    public static void main(String[] arguments) throws Exception {
        Optional<String> missing = PostgresServer.missing();
        try (Opened opened = new Opened()) {
            opened.add("Nudge", NudgeTimers::new);
            if (missing.isPresent()) {
                System.out.println("Only Nudge is measured: " + missing.get());
            } else {
                opened.addPeers();
            }
            new Timers().run(opened.engines);
        }
        System.exit(0);
    }

    /** What has to be closed at the end. */
    private static final class Opened implements AutoCloseable {

        private final List<TimerEngine> engines = new ArrayList<>();
        private final List<PostgresServer> servers = new ArrayList<>();

        interface Opener {
            TimerEngine open() throws Exception;
        }

        void add(String name, Opener opener) throws Exception {
            if (ONLY.isEmpty() || ONLY.contains(name)) {
                engines.add(opener.open());
            }
        }

        /** The last one has the same durability as Nudge here, where nothing waits for the disk. */
        void addPeers() throws Exception {
            PostgresServer server = PostgresServer.start();
            servers.add(server);
            add("db-scheduler", () -> new DbSchedulerTimers(server));
            add("Quartz", () -> new QuartzTimers(server));
            add("JobRunr", () -> new JobRunrTimers(server));
            add("Flowable", () -> new FlowableTimers(server));
            add("Camunda", () -> new CamundaTimers(server));
            PostgresServer withoutFsync = PostgresServer.start("fsync=off");
            servers.add(withoutFsync);
            add("db-scheduler", () -> new DbSchedulerTimers(withoutFsync));
        }

        @Override
        public void close() {
            engines.forEach(TimerEngine::close);
            servers.forEach(PostgresServer::close);
        }
    }

    private void run(List<TimerEngine> engines) throws Exception {
        List<Rates> contenders = engines.stream().map(Rates::new).toList();
        measurement.run(contenders, WARMUPS, ROUNDS);
        if (WAITING > 0) {
            for (Rates contender : contenders) {
                waiting(contender);
            }
        }
        measurement.finish();
    }

    /** The median and the 99th percentile, at a constant rate. A timer that fires early counts as late by as much. */
    private record Lateness(Figure median, Figure tail) {

        static Lateness at(String id, String rate) {
            return new Lateness(
                    new Figure("median-" + id, "Median lateness at " + rate + " timers/s", "ms", Better.LOWER),
                    new Figure("tail-" + id, "99th percentile of the lateness at " + rate + " timers/s", "ms",
                            Better.LOWER));
        }

        Map<Figure, Double> of(Due due, Firings firings) {
            double[] sorted = numbers(due).mapToDouble(
                    number -> Math.abs(Duration.between(due.of(number), firings.of(number)).toNanos()) / 1e6).sorted()
                    .toArray();
            return Map.of(median, sorted[sorted.length / 2], tail, sorted[sorted.length * 99 / 100]);
        }
    }

    private static LongStream numbers(Due due) {
        return LongStream.range(due.first(), due.first() + due.count());
    }

    /** An engine's timers: first at each of its rates, and then all at once. */
    private static final class Rates implements Measurement.Contender {

        private final TimerEngine engine;
        private long next;

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
            int count = TIMERS + engine.rates().stream().mapToInt(rate -> rate * SECONDS).sum();
            engine.start();
            samples.put(ARMED, count / secondsToArm(next, count));
            engine.stop();
            Instant at = Instant.now().plusSeconds(startSeconds());
            Map<Integer, Due> byRate = new LinkedHashMap<>();
            for (int rate : engine.rates()) {
                byRate.put(rate, due(rate * SECONDS, at, 1_000_000 / rate));
                at = at.plusSeconds(SECONDS + engine.longestPollSeconds() + 1);
            }
            Due atOnce = due(TIMERS, at, 0);
            start(byRate.values().stream().findFirst().orElse(atOnce).at());
            engine.awaitFired(next);
            Instant end = Instant.now();
            engine.stop();
            byRate.forEach((rate, due) -> samples.putAll(
                    Objects.requireNonNull(LATENESS.get(rate)).of(due, engine.firings())));
            samples.put(FIRED, TIMERS * 1e9 / Duration.between(begin(atOnce), end).toNanos());
            byRate.values().forEach(this::check);
            check(atOnce);
            return samples;
        }

        /** The due instant, or that of the first firing if it was early. */
        private Instant begin(Due atOnce) {
            return Stream.concat(Stream.of(atOnce.at()), numbers(atOnce).mapToObj(engine.firings()::of))
                    .min(Comparator.naturalOrder()).orElseThrow();
        }

        private double secondsToArm(long first, int count) throws Exception {
            long start = System.nanoTime();
            engine.arm(first, count);
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
        engine.copy(contender.next + ROUNDS, WAITING);
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
