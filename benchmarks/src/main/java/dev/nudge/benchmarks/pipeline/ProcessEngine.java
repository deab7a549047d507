package dev.nudge.benchmarks.pipeline;

import java.util.Map;

/** A BPMN engine with the process {@code answer.bpmn}. */
interface ProcessEngine extends AutoCloseable {

    /** The process, of which a start is one transaction. */
    String PROCESS = "answer";
    String RESOURCE = "answer.bpmn";

    /** The name of the library with its version and its level of history. */
    String name();

    /** Returns when the process has ended and its transaction is committed. */
    void start(String lead, Map<String, Object> variables);

    @Override
    void close();
}
