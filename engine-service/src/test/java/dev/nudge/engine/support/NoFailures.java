package dev.nudge.engine.support;

import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** For tests in which every record can be applied. */
public final class NoFailures {

    public static final FailedRecords EXPECTED = new FailedRecords(record -> {
        throw new AssertionError("Expected no dead letter but found " + record);
    }, new EngineMetrics(new SimpleMeterRegistry()));

    private NoFailures() {}
}
