package dev.nudge.event;

/** What was ignored in an event, or is doubtful about it: the closed list of N. */
public enum Note {
    /** {@code occurredAt} is not an instant, or before the year 2000 (E1). */
    OCCURRED_AT_IGNORED,
    /** An attribute has another type than it must have, or a name that cannot be stored (E2). */
    ATTRIBUTE_IGNORED,
    /** The custom attributes would exceed the limits of a lead (E2). */
    ATTRIBUTES_FULL,
    /** The lead's time zone is not known (E2). */
    TIMEZONE_IGNORED,
    /** The body of a message is not text (E3). */
    BODY_IGNORED,
    /** The direction of a message is not known (E3). */
    DIRECTION_IGNORED,
    /** The event's data are larger than a waiting run keeps (S10). */
    EVENT_DATA_CUT,
    /** The event is older than the lead's status (E4). */
    STATUS_LATE,
    /** The message may be an opt-out (F4). */
    MAYBE_OPT_OUT
}
