package dev.nudge.engine.record;

import java.util.List;

/** What is done with records, and with one whose processing fails. All of it may be done again after a crash. */
public interface BatchProcessor<R> {

    void process(List<R> records);

    /** A part of a batch that failed as a whole was processed. */
    default void processed(List<R> part) {}

    /** The processing of this record alone failed; returns when the record is kept for people, or counted. */
    void setAside(R record, Throwable failure);
}
