package dev.nudge.benchmarks;

import dev.nudge.benchmarks.matching.MatchingContender;
import dev.nudge.benchmarks.report.Measurement;
import java.time.Duration;
import java.util.List;

/**
 * Measures which automations an event matches, from the event's JSON to the ids of the automations, on one thread: for
 * Nudge, Event Ruler, Drools and json-logic-java, with 1,000 organizations of 100 automations each. All contenders must
 * find the same automations for each event. Rates are per second of the process's processor time, which includes
 * garbage collection.
 * <p>
 * Options: {@code rounds} and {@code warmups}; {@code organizations}, of which a hundredth, at least one, are measured
 * alone; {@code events}, which differ; {@code milliseconds}, the duration of a sample.
 */
public final class Matching {

    private Matching() {}

    public static void main(String[] arguments) throws Exception {
        Measurement measurement = new Measurement("matching");
        List<MatchingContender> contenders = MatchingContender.all(Integer.getInteger("organizations", 1_000),
                Integer.getInteger("events", 50_000),
                Duration.ofMillis(Integer.getInteger("milliseconds", 1_500)).toNanos());
        measurement.run(contenders, Integer.getInteger("warmups", 1), Integer.getInteger("rounds", 5));
        measurement.finish();
    }
}
