package dev.nudge.reliability.harness;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests of one user, a few in a second, whatever their results. */
final class ApiLoad implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Client user;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    ApiLoad(Client user) {
        this.user = user;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(() -> {
            var _ = user.send("GET", "/api/messages", null);
            var _ = user.send("GET", "/api/leads/unknown", null);
        }, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
