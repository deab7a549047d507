package dev.nudge.benchmarks.timers;

import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Figure.Better;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.benchmarks.timers.TimerEngine.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures an engine's timers: how fast they are armed, how far from their due instants they fire at each of the rates
 * that the engine can sustain, and how fast those that are due at once fire.
 */
public final class TimerRates implements Measurement.Contender {

    private static final int TIMERS = Integer.getInteger("timers", 5_000);
    private static final int SECONDS = Integer.getInteger("seconds", 3);
    private static final int SLACK = Integer.getInteger("slack", 1);

    private static final Figure ARMED = new Figure("armed", "Timers armed", "timers/s", Better.HIGHER);
    private static final Figure FIRED = new Figure("fired", "Timers fired that are due at once", "timers/s",
            Better.HIGHER);
    private static final List<Deviation> DEVIATIONS = List.of(Deviation.at(100, "hundred"),
            Deviation.at(1_000, "thousand"));

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

    /** How many times a rate an engine has to fire at once, to be measured at it. */
    private static final double RESERVE = 1.2;

    private final TimerEngine engine;
    private long next;
    private double fired;

    public TimerRates(TimerEngine engine) {
        this.engine = engine;
    }

    public TimerEngine engine() {
        return engine;
    }

    /** The number of the next timer. */
    public long next() {
        return next;
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
    public Due due(int count, Instant at, long microsBetween) throws Exception {
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
                .isBefore(due.of(number).minus(engine.early()))).count();
        if (early > 0 || firings.repeated() > 0) {
            throw new IllegalStateException(
                    "Expected each timer of %s to fire once, when it is due, but %d were early and %d fired again"
                            .formatted(subject().name(), early, firings.repeated()));
        }
    }

    private static LongStream numbers(Due due) {
        return LongStream.range(due.first(), due.first() + due.count());
    }
}
