package dev.nudge.event;

/** The direction of a message (E3). */
public enum Direction {
    INBOUND,
    OUTBOUND,
    /** The data do not show it; such a message counts for attributes and for an opt-out only. */
    UNKNOWN
}
