package dev.nudge.reliability.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * One step of a fuzz target. While Jazzer looks for inputs, a step that takes more than a second of processor time twice
 * is a finding: the first time may have loaded classes and zones. When a build repeats the inputs that are kept, only the
 * result counts.
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
