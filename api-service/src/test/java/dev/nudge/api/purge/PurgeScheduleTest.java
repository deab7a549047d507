package dev.nudge.api.purge;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PurgeScheduleTest {

    @Test
    void the_task_runs_again_after_a_failed_run() {
        AtomicInteger runs = new AtomicInteger();
        try (PurgeSchedule schedule = new PurgeSchedule(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("the database is unavailable");
            }
        }, new PurgeProperties(Duration.ofDays(400), Duration.ZERO, Duration.ofMillis(50)))) {
            schedule.start();

            await("the third run").until(() -> runs.get() >= 3);
        }
    }
}
