package dev.nudge.api.relay;

import com.mongodb.MongoException;
import dev.nudge.api.kafka.BrokerAwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
 * Publishes every marked change at least once: at once when it is told of a write, and by sweeping up, at the start and
 * every few seconds, what a crash or an outage left. A document is read when it is published, so the newest version
 * goes out; a marker goes only when its version was acknowledged. Several instances may do the same at the same time:
 * who reads the topic ignores versions that it has.
 */
public final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BATCH = 100;
    private static final int MAX_WAITING = 1_000;

    private final List<Outbox> outboxes;
    private final ConfigurationTopic topic;
    private final Duration sweepInterval;
    private final ScheduledExecutorService thread;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Outbox> prepared = new HashSet<>();
    private volatile boolean interrupted;

    private record Waiting(Outbox outbox, String documentId) {}

    Relay(List<Outbox> outboxes, ConfigurationTopic topic, Duration sweepInterval) {
        this.outboxes = outboxes;
        this.topic = topic;
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
                    guarded(() -> publish(outbox, List.of(documentId)));
                }
            });
        } catch (RejectedExecutionException closing) {
            waiting.remove(next); // the marker stays; the next start sweeps it up
        }
    }

    private void sweep() {
        guarded(() -> {
            for (Outbox outbox : outboxes) {
                if (prepared.add(outbox)) {
                    prepare(outbox);
                }
            }
            topic.ensure();
            for (Outbox outbox : outboxes) {
                sweep(outbox);
            }
        });
    }

    private void prepare(Outbox outbox) {
        try {
            outbox.prepare();
        } catch (RuntimeException failure) {
            prepared.remove(outbox);
            throw failure;
        }
    }

    private void sweep(Outbox outbox) throws BrokerAwayException {
        List<String> ids = outbox.pending("", BATCH);
        while (!ids.isEmpty()) {
            publish(outbox, ids);
            ids = outbox.pending(ids.getLast(), BATCH);
        }
    }

    private void publish(Outbox outbox, List<String> documentIds) throws BrokerAwayException {
        List<Change> changes = new ArrayList<>();
        for (String id : documentIds) {
            changes.addAll(changesOf(outbox, id));
        }
        if (!changes.isEmpty()) {
            topic.append(changes);
            changes.forEach(change -> change.published().run());
        }
    }

    /** A document that can't be read holds up no other. */
    private static List<Change> changesOf(Outbox outbox, String documentId) {
        try {
            return outbox.changesOf(documentId);
        } catch (MongoException away) {
            throw away;
        } catch (RuntimeException broken) {
            LOG.error("The change of {} can't be published; it is tried again", documentId, broken);
            return List.of();
        }
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
