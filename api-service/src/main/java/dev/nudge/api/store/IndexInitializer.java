package dev.nudge.api.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates all indexes in the background, so that the start does not wait for the database. */
final class IndexInitializer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexInitializer.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final List<IndexedCollection> waiting;
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().name("api-preparation").daemon().factory());

    IndexInitializer(List<IndexedCollection> collections) {
        this.waiting = new ArrayList<>(collections);
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::prepareAll, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void prepareAll() {
        waiting.removeIf(IndexInitializer::isPrepared);
        if (waiting.isEmpty()) {
            thread.shutdown();
        }
    }

    private static boolean isPrepared(IndexedCollection collection) {
        try {
            collection.prepare();
            return true;
        } catch (RuntimeException notYet) {
            LOG.warn("Indexes for {} cannot be created yet: {}", collection.getClass().getSimpleName(),
                    notYet.toString());
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
