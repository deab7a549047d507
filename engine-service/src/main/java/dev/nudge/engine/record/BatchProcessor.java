package dev.nudge.engine.record;

import java.util.List;

/** Processes records, and handles one whose processing fails. After a crash, both may be repeated. */
public interface BatchProcessor<R> {

    void process(List<R> records);

    /** A part of a batch that failed as a whole was processed. */
    default void processed(List<R> part) {}

    /** The processing of this record alone failed. Returns once the record is stored for inspection, or counted. */
    void setAside(R record, Throwable failure);
}
