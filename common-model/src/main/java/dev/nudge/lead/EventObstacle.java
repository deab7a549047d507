package dev.nudge.lead;

/** Why an event starts and restarts nothing, whatever the automation (S9), in the order of the checks. */
public enum EventObstacle {
    /** A person of the team wrote the message (S1). */
    NOT_INBOUND,
    /** An automation caused the event (S1). */
    OWN_MESSAGE,
    /** The lead was deleted later, or by this event (E10). */
    LEAD_DELETED,
    /** The message's direction is not known (E3). */
    DIRECTION_IGNORED,
    /** A machine wrote the message (E9). */
    AUTOMATIC,
    /** The event is older than the organization allows (E8). */
    TOO_OLD,
    /** The message is an opt-out or opt-in (F4). */
    KEYWORD,
    /** The message is perhaps an opt-out (F4). */
    MAYBE_OPT_OUT,
    /** The status change is older than the lead's status (E4). */
    LATE
}
