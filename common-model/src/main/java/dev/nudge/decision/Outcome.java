package dev.nudge.decision;

/** What an automation did about an event (R3). */
public enum Outcome {
    /** A run waits for its timer. */
    STARTED,
    /** The actions were carried out. */
    FIRED,
    /** A run waits for an opening. */
    DEFERRED,
    /** Nothing started. */
    SKIPPED,
    /** A waiting run ended without firing. */
    CANCELLED
}
