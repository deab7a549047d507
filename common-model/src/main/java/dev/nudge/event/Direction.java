package dev.nudge.event;

/** The direction of a message (E3). */
public enum Direction {
    INBOUND,
    OUTBOUND,
    /** Neither can be told; such a message counts for attributes and for an opt-out only. */
    UNKNOWN
}
