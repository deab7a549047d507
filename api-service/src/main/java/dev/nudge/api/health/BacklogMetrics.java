package dev.nudge.api.health;

import dev.nudge.api.health.Backlog.Unsent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics of what waits in the database, of all organizations, and of the engines that report themselves. A thread
 * measures them every few seconds; a scrape only reads. There is no value before the first measurement. While the
 * database is unavailable, the last numbers remain, and their age grows. All instances of the API measure the same.
 */
final class BacklogMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogMetrics.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Backlog backlog;
    private final EngineInstances instances;
    private final UnpublishedChanges changes;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("backlog-metrics").daemon().factory());
    private volatile @Nullable Measured last;
    private boolean isMeasured = true;

    private record Measured(Backlog.Messages messages, UnpublishedChanges.Found changes, int engines, Instant at) {

        @Nullable
        Instant oldestUnsent() {
            Unsent oldest = messages.oldest();
            return oldest == null ? null : oldest.dueAt();
        }
    }

    BacklogMetrics(MeterRegistry registry, Backlog backlog, EngineInstances instances, UnpublishedChanges changes,
            InstantSource clock) {
        this.backlog = backlog;
        this.instances = instances;
        this.changes = changes;
        this.clock = clock;
        Instant began = clock.instant();
        number(registry, "nudge.backlog.dead", "letters", "Dead letters that were not replayed, at most 10,000",
                measured -> measured.messages().deadLetters());
        number(registry, "nudge.backlog.unknown", "messages",
                "Messages that may have been sent, and wait for a look-up or a person, at most 10,000",
                measured -> measured.messages().unknown());
        age(registry, "nudge.backlog.oldest.unsent", "How long the unsent message that is due first has been due",
                Measured::oldestUnsent);
        number(registry, "nudge.outbox", "changes", "Documents with a configuration change that is not published yet",
                measured -> measured.changes().documents());
        age(registry, "nudge.outbox.oldest", "How long the oldest of the unpublished changes has been known",
                measured -> measured.changes().since());
        number(registry, "nudge.engines", null, "Engines that have reported themselves in the last 20 seconds",
                Measured::engines);
        TimeGauge.builder("nudge.backlog.age", () -> {
            Measured measured = last;
            return age(measured == null ? began : measured.at());
        }, TimeUnit.MILLISECONDS).description("How long ago the backlog was measured").register(registry);
    }

    private void number(MeterRegistry registry, String name, @Nullable String unit, String description,
            ToIntFunction<Measured> value) {
        Gauge.builder(name, () -> {
            Measured measured = last;
            return measured == null ? Double.NaN : value.applyAsInt(measured);
        }).baseUnit(unit).description(description).register(registry);
    }

    private void age(MeterRegistry registry, String name, String description,
            Function<Measured, @Nullable Instant> since) {
        TimeGauge.builder(name, () -> {
            Measured measured = last;
            return measured == null ? Double.NaN : age(since.apply(measured));
        }, TimeUnit.MILLISECONDS).description(description)
                .register(registry);
    }

    /** In milliseconds; 0 for what is not there, or is due later. */
    private long age(@Nullable Instant since) {
        return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis());
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::measure, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void measure() {
        try {
            Instant now = clock.instant();
            int engines = (int) instances.all().stream().filter(instance -> instance.isAlive(now)).count();
            last = new Measured(backlog.ofAllOrganizations(), changes.look(now), engines, now);
            isMeasured = true;
        } catch (RuntimeException unavailable) {
            if (isMeasured) {
                LOG.warn("The backlog could not be measured", unavailable);
            }
            isMeasured = false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
