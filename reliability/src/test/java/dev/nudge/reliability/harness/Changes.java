package dev.nudge.reliability.harness;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes the configuration over REST, one change after the other, until it is stopped. */
final class Changes implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ComparedOrganization compared;
    private final ChangingOrganization changing;
    private final Random random;
    private final AtomicInteger accepted = new AtomicInteger();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    Changes(ComparedOrganization compared, ChangingOrganization changing, long seed) {
        this.compared = compared;
        this.changing = changing;
        this.random = new Random(seed);
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::change, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void change() {
        try {
            if (random.nextInt(3) == 0) {
                compared.rewriteSomething();
            } else {
                changing.changeSomething();
            }
            accepted.incrementAndGet();
        } catch (Throwable refused) {
            failure.completeExceptionally(refused);
            throw refused;
        }
    }

    /** Waits for a number of further changes while all processes run. */
    void awaitMore(int more) {
        int before = accepted();
        await("more changes of the configuration").atMost(Duration.ofMinutes(2)).until(() -> failure.isDone()
                || accepted() >= before + more);
    }

    /** Returns once the last change is accepted. */
    void stop() {
        thread.close();
        failure.complete(null);
        failure.join();
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
