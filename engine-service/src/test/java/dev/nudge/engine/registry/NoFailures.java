package dev.nudge.engine.registry;

import dev.nudge.engine.EngineMetrics;
import dev.nudge.engine.failure.FailedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** For tests in which every record can be applied. */
final class NoFailures {

    static final FailedRecords EXPECTED = new FailedRecords(record -> {
        throw new AssertionError("Expected no dead letter but found " + record);
    }, new EngineMetrics(new SimpleMeterRegistry()));

    private NoFailures() {}
}
