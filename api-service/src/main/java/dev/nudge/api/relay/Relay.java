package dev.nudge.api.relay;

import com.mongodb.MongoException;
import dev.nudge.api.kafka.BrokerAwayException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has changes published: at once when it is told of a write, and by sweeping up, at the start and every few seconds,
 * what a crash or an outage left.
 */
public final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int MAX_WAITING = 1_000;

    private final List<Outbox> outboxes;
    private final ChangePublisher publisher;
    private final Duration sweepInterval;
    private final ScheduledExecutorService thread;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean interrupted;

    private record Waiting(Outbox outbox, String documentId) {}

    Relay(List<Outbox> outboxes, ChangePublisher publisher, Duration sweepInterval) {
        this.outboxes = outboxes;
        this.publisher = publisher;
        this.sweepInterval = sweepInterval;
        this.thread = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("api-relay").daemon().factory());
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::sweep, 0, sweepInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A document was written; returns at once. During an outage the next sweep will find it. */
    public void written(Outbox outbox, String documentId) {
        Waiting next = new Waiting(outbox, documentId);
        if (interrupted || waiting.size() >= MAX_WAITING || !waiting.add(next)) {
            return;
        }
        try {
            thread.execute(() -> {
                waiting.remove(next);
                if (!interrupted) {
                    guarded(() -> publisher.publish(outbox, List.of(documentId)));
                }
            });
        } catch (RejectedExecutionException closing) {
            waiting.remove(next); // the marker stays; the next start sweeps it up
        }
    }

    private void sweep() {
        guarded(() -> publisher.sweep(outboxes));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws BrokerAwayException;
    }

    /** An outage is logged when it begins and when it ends; nothing that happens here may end the sweeping. */
    private void guarded(Step step) {
        try {
            step.run();
            if (interrupted) {
                interrupted = false;
                LOG.info("Changes of the configuration are published again");
            }
        } catch (BrokerAwayException | MongoException away) {
            if (!interrupted && !thread.isShutdown()) {
                LOG.warn("Changes of the configuration wait, they can't be published at the moment: {}",
                        away.toString());
            }
            interrupted = true;
        } catch (RuntimeException broken) {
            LOG.error("A change of the configuration could not be published; it is tried again", broken);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
