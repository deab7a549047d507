package dev.nudge.benchmarks;

import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.timers.TimerBurst;

/**
 * Measures hundreds of thousands of timers that are due within the same second: the rate and order in which they fire,
 * and the latency of live events beside them. {@link Timers} measures timers alone. The option {@code burst} sets the
 * number of timers, {@code live} the events per second, and {@code quiet} the seconds of them that are measured before.
 */
public final class TimerLoad {

    private TimerLoad() {}

    public static void main(String[] arguments) throws Exception {
        try (Environment environment = new Environment()) {
            new TimerBurst(environment, Integer.getInteger("burst", 200_000)).run();
        }
        System.exit(0);
    }
}
