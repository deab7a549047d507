package dev.nudge.api.relay;

import com.mongodb.MongoException;
import dev.nudge.api.kafka.BrokerUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes changes immediately after a write and, at the start and every few seconds, those that a crash or an outage
 * left. Writes that arrive during a publication are published together afterwards, so that each waits for about two
 * acknowledgements, independent of their number.
 */
public final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int MAX_WAITING = 1_000;
    private static final int MAX_TOGETHER = 100;

    private final ChangePublisher publisher;
    private final Duration sweepInterval;
    private final Duration publishTimeout;
    private final ScheduledExecutorService thread;
    private final BlockingQueue<Submission> submissions = new LinkedBlockingQueue<>(MAX_WAITING);
    /** Publishing has failed since it last succeeded. */
    private volatile boolean interrupted;
    /** A caller's wait has timed out since publishing last succeeded. */
    private volatile boolean slow;

    private record Submission(List<Written> documents, CompletableFuture<Boolean> published) {}

    Relay(ChangePublisher publisher, RelayProperties properties) {
        this.publisher = publisher;
        this.sweepInterval = properties.sweepInterval();
        this.publishTimeout = properties.publishTimeout();
        this.thread = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("api-relay").daemon().factory());
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::sweep, 0, sweepInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Publishes written documents. Waits for a bounded time until Kafka acknowledges them; during an outage it does not
     * wait, and a later sweep publishes them.
     *
     * @return whether they are known to be published
     */
    public boolean publish(List<Written> documents) {
        Submission submission = new Submission(documents, new CompletableFuture<>());
        if (interrupted || !submissions.offer(submission)) {
            return false;
        }
        try {
            thread.execute(this::publishSubmitted);
        } catch (RejectedExecutionException closing) { // the markers stay; the next start publishes them
            return false;
        }
        return !slow && await(submission.published());
    }

    private boolean await(CompletableFuture<Boolean> published) {
        try {
            return published.get(publishTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            slow = true; // so that other callers do not wait too
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("Expected a publication without an exception", impossible);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void publishSubmitted() {
        List<Submission> together = new ArrayList<>();
        submissions.drainTo(together, MAX_TOGETHER);
        if (!together.isEmpty() && !interrupted) {
            guarded(() -> publishTogether(together));
        }
        together.forEach(submission -> submission.published().complete(false)); // unless it is complete
    }

    private void publishTogether(List<Submission> together) throws BrokerUnavailableException {
        Set<Written> published = publisher
                .publish(together.stream().flatMap(submission -> submission.documents().stream()).toList());
        together.forEach(
                submission -> submission.published().complete(published.containsAll(submission.documents())));
        removeMarkers();
    }

    /** Removes markers while no caller waits, or when there are too many. */
    private void removeMarkers() {
        while ((submissions.isEmpty() || publisher.markersLeft() > MAX_TOGETHER) && publisher.removeMarker()) {
            // and the next one
        }
    }

    private void sweep() {
        guarded(publisher::sweep);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws BrokerUnavailableException;
    }

    /** Logs the beginning and the end of an outage; no exception may stop the sweeps. */
    private void guarded(Step step) {
        try {
            step.run();
            slow = false;
            if (interrupted) {
                interrupted = false;
                LOG.info("Configuration changes are published again");
            }
        } catch (BrokerUnavailableException | MongoException unavailable) {
            if (!interrupted && !thread.isShutdown()) {
                LOG.warn("Configuration changes cannot be published and are retried: {}",
                        unavailable.toString());
            }
            interrupted = true;
        } catch (RuntimeException | Error broken) { // an exception would end the sweeps
            LOG.error("A configuration change could not be published and is retried", broken);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
