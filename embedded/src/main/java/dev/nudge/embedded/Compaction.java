package dev.nudge.embedded;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reclaims unused space of the store's file in short steps, until it is closed or fails. */
final class Compaction implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Compaction(StoreBackend backend, Duration pause) {
        thread = Thread.ofPlatform().daemon().name("embedded-mongo-compaction").unstarted(() -> run(backend, pause));
    }

    static Compaction start(StoreBackend backend, Duration pause) {
        Compaction compaction = new Compaction(backend, pause);
        compaction.thread.start();
        return compaction;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(StoreBackend backend, Duration pause) {
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                backend.compact();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("The compaction of {} failed. The file will grow until the next start.", backend, e);
        }
    }
}
