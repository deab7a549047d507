package dev.nudge.api.purge;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a task after an initial delay, then at an interval. Logs failed runs. */
final class PurgeSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PurgeSchedule.class);

    private final Runnable task;
    private final PurgeProperties properties;
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("api-purge").daemon().factory());

    PurgeSchedule(Runnable task, PurgeProperties properties) {
        this.task = task;
        this.properties = properties;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::run, properties.firstAfter().toMillis(),
                properties.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A failure that is not caught would end the schedule. */
    private void run() {
        try {
            task.run();
        } catch (RuntimeException | Error failed) {
            LOG.warn("Deleted documents could not be removed; the next run tries again: {}", failed.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
