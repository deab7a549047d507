package dev.nudge.benchmarks;

import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.pipeline.Contenders;
import dev.nudge.benchmarks.pipeline.LeadEvents;
import dev.nudge.benchmarks.pipeline.NudgeConfiguration;
import dev.nudge.benchmarks.pipeline.OtherAutomations;
import dev.nudge.benchmarks.pipeline.SingleEvents;
import dev.nudge.benchmarks.report.Load;
import dev.nudge.benchmarks.report.Measurement;
import java.util.List;

/**
 * Measures events per second from an event to a message and a decision, and the latency at a steady rate, in Nudge, in
 * Kafka Streams and in two BPMN engines, and in the same rounds Nudge's limits: the database's bulk writes of the same
 * documents, and a loop on the same broker that moves as many records.
 * <p>
 * Options: {@code -Devents=40000} of a round, {@code -Drounds=5}, {@code -Dwarmups=2}, {@code -Dleads=20000};
 * {@code -Donly=nudge,streams} measures these only, an unknown id prints all of them; {@code -Drate=1000}, the events
 * per second of the latency, and {@code -Dlatency=3}, its seconds, 0 for none; {@code -DprocessSeconds=4} of a round of
 * a process engine, {@code -DprocessWarmup=30}, the seconds that it works before, and {@code -Dthreads=8} that it has;
 * {@code -Dothers=100000} measures Nudge also beside automations of others; {@code -Dsingle=500} sends as many events
 * one at a time, 0 for none.
 */
public final class Pipeline {

    private static final int EVENTS = Integer.getInteger("events", 40_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARM_UPS = Integer.getInteger("warmups", 2);
    private static final int SINGLE = Integer.getInteger("single", 500);
    private static final int OTHERS = Integer.getInteger("others", 0);

    private Pipeline() {}

    public static void main(String[] arguments) throws Exception {
        Measurement measurement = new Measurement("pipeline");
        try (Environment environment = new Environment()) {
            NudgeConfiguration.store(environment);
            System.out.printf("%,d leads, %,d events a round; four fifths of the events lead to a message%n",
                    LeadEvents.LEADS, EVENTS);
            try (Contenders contenders = Contenders.start(environment, EVENTS)) {
                measurement.run(contenders.list(), WARM_UPS, ROUNDS);
                if (contenders.hasNudge() && SINGLE > 0) {
                    singleEvents(environment);
                }
            }
            if (OTHERS > 0) {
                measurement.run(List.of(new OtherAutomations(environment, OTHERS, EVENTS),
                        new OtherAutomations(environment, 0, EVENTS)), 0, ROUNDS);
            }
        }
        measurement.finish();
        System.exit(0);
    }

    private static void singleEvents(Environment environment) throws InterruptedException {
        SingleEvents single = new SingleEvents(environment);
        LeadEvents events = new LeadEvents();
        single.send(events.next(SINGLE));
        Load load = single.send(events.next(SINGLE));
        System.out.printf("one event at a time: p50 %.1f ms, p99 %.1f ms until its decision is read%n", load.p50(),
                load.p99());
    }
}
