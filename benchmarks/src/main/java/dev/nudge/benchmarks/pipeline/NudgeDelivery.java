package dev.nudge.benchmarks.pipeline;

import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.benchmarks.environment.Await;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.infrastructure.kafka.ConsumerGroup;
import java.time.Duration;

/**
 * The engine with delivery and history, as in production but for the provider {@code log}, which sends nothing. An
 * event is completed when its message is stored as sent, when the lead has processed the event {@code message.sent},
 * and when the decision and both events are stored.
 */
final class NudgeDelivery implements EventSystem {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Environment environment;
    private final GroupProgress progress;
    private long events;
    private long messages;
    private long decisions;

    /** Starts the engine of an environment that {@link NudgeConfiguration#store} has prepared. */
    NudgeDelivery(Environment environment) throws InterruptedException {
        this.environment = environment;
        environment.startEngine();
        progress = new GroupProgress(environment);
    }

    @Override
    public Subject subject() {
        return new Subject("Nudge with delivery (provider log) and history",
                NudgePipeline.DURABILITY + "; message, decision and events in the database");
    }

    @Override
    public String events() {
        return Topics.LEAD_EVENTS;
    }

    @Override
    public String messages() {
        return Topics.MESSAGE_COMMANDS;
    }

    /** The event {@code message.sent} of a message is appended after the message is stored as sent. */
    @Override
    public void await(LeadEvents.Batch batch) throws InterruptedException {
        events += batch.size() + batch.messages().count();
        environment.awaitSize(Topics.LEAD_EVENTS, events);
        progress.await(ConsumerGroup.LEAD_EVENTS.id(), Topics.LEAD_EVENTS);
        progress.await(ConsumerGroup.LEAD_HISTORY.id(), Topics.LEAD_EVENTS);
        progress.await(ConsumerGroup.DECISIONS.id(), Topics.AUTOMATION_DECISIONS);
    }

    @Override
    public void check(LeadEvents.Batch batch) throws InterruptedException {
        messages += batch.messages().count();
        decisions += batch.size();
        check("messages", environment.collection("messages").countDocuments(Filters.eq("state", "SENT")), messages);
        check("decisions", environment.collection("decisions").countDocuments(), decisions);
        check("events", environment.collection("leadEvents").countDocuments(), events);
        Await.until("the engine to count all decisions", LONGEST, Duration.ofMillis(100),
                () -> environment.collection("rollups").countDocuments(Filters.gt("changed", "")) == 0);
    }

    private static void check(String stored, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException("Expected " + expected + " stored " + stored + " but found " + found);
        }
    }

    @Override
    public void close() {
        progress.close();
        environment.stopEngine();
    }
}
