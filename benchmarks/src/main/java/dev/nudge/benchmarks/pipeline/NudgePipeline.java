package dev.nudge.benchmarks.pipeline;

import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.engine.EngineProperties;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * The engine with the settings of standalone, without the other consumers of its topics. Every event leads to a
 * decision, which is published as well.
 */
public final class NudgePipeline implements EventSystem {

    /** Settings of an engine without the other consumers of its topics: delivery and history. */
    public static final List<String> PIPELINE_ONLY = List.of("nudge.delivery.enabled=false",
            "nudge.engine.history.enabled=false");

    /** The settings of an engine that sets none. */
    public static final EngineProperties ENGINE = new Binder().bindOrCreate("nudge.engine", EngineProperties.class);

    static final String DURABILITY = Environment.DURABILITY
            + ", acks=all; a lead is stored before its messages are published";

    private final Environment environment;
    private final GroupProgress progress;
    private final String name;
    private long decisions;

    private NudgePipeline(Environment environment, String name) {
        this.environment = environment;
        this.name = name;
        progress = new GroupProgress(environment);
        decisions = environment.size(Topics.AUTOMATION_DECISIONS);
    }

    /** Starts the engine of an environment that {@link NudgeConfiguration#store} has prepared. */
    public static NudgePipeline start(Environment environment, String name) throws InterruptedException {
        environment.startEngine(PIPELINE_ONLY.toArray(String[]::new));
        return new NudgePipeline(environment, name);
    }

    @Override
    public Subject subject() {
        return new Subject(name, DURABILITY);
    }

    @Override
    public String events() {
        return Topics.LEAD_EVENTS;
    }

    @Override
    public String messages() {
        return Topics.MESSAGE_COMMANDS;
    }

    @Override
    public void await(LeadEvents.Batch batch) throws InterruptedException {
        progress.await(ConsumerGroup.LEAD_EVENTS.id(), Topics.LEAD_EVENTS);
    }

    @Override
    public void check(LeadEvents.Batch batch) {
        decisions += batch.size();
        long published = environment.size(Topics.AUTOMATION_DECISIONS);
        if (published != decisions) {
            throw new IllegalStateException("Expected " + decisions + " decisions but found " + published);
        }
    }

    @Override
    public void close() {
        progress.close();
        environment.stopEngine();
    }
}
