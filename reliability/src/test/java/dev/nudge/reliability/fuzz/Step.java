package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * One step of a fuzz target. While Jazzer searches for inputs, a step that twice takes more than a second of processor
 * time is a finding; the first time may include the loading of classes and zones. When a build repeats the stored
 * inputs, only the result is checked.
 */
final class Step {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;

    private Step() {}

    static void run(Runnable step) {
        if (time(step).compareTo(LIMIT) > 0 && FUZZING) {
            assertThat(time(step)).isLessThan(LIMIT);
        }
    }

    private static Duration time(Runnable step) {
        long start = processorNanos();
        step.run();
        return Duration.ofNanos(processorNanos() - start);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
