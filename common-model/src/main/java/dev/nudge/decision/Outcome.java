package dev.nudge.decision;

/** The outcome of a decision (R3). */
public enum Outcome {
    /** A run waits for its timer. */
    STARTED,
    /** The actions were executed. */
    FIRED,
    /** A run waits for an opening of the schedule. */
    DEFERRED,
    /** No run was started. */
    SKIPPED,
    /** A waiting run ended without firing. */
    CANCELLED
}
