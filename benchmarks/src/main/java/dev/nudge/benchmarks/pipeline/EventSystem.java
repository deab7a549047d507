package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.report.Subject;

/** A system that consumes the events of a topic and publishes messages in another. */
interface EventSystem extends AutoCloseable {

    Subject subject();

    /** The topic of the events. */
    String events();

    /** The topic of the messages. */
    String messages();

    /** Returns when the system has completed the events of a batch, all of which are produced. */
    void await(LeadEvents.Batch batch) throws InterruptedException;

    /**
     * Checks the results that the topic of the messages does not show, and returns when the system is idle. The time
     * for it is not measured.
     */
    default void check(LeadEvents.Batch batch) throws InterruptedException {}

    @Override
    void close();
}
