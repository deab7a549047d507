package dev.nudge.decision;

/** Why an automation did what it did: the closed list of R3, each reason in the order of the rules. */
public enum Reason {
    /** The run's timer was set (S8). */
    TIMER_SET,
    /** The waiting run took this event as its own and waits anew (C1). */
    TIMER_RESTARTED,
    /** Event logic fired at once (S7). */
    IMMEDIATE,
    /** The delay ended (D4). */
    TIMER_DUE,
    /** The opening that the run was deferred to came (D3). */
    WINDOW_OPENED,
    /** The schedule's window is closed (D3). */
    OUTSIDE_SCHEDULE,
    /** A message that the lead didn't write starts nothing (S1). */
    NOT_INBOUND,
    /** A message that an automation sent starts nothing (S1). */
    OWN_MESSAGE,
    /** The status changed from something to itself (S3). */
    NO_TRANSITION,
    /** The source status is none of the automation's (S3). */
    SOURCE_STATUS,
    /** The user asked has no preference for this automation (S4). */
    NO_PREFERENCE,
    /** The user asked has switched the automation off (S4). */
    PREFERENCE_OFF,
    /** The automation's timer is switched off (S8). */
    TIMER_OFF,
    /** The lead has had all the runs that it may have (S5). */
    MAX_TRANSITIONS,
    /** The lead has had all the follow-ups that it may have since it last replied (S6). */
    MAX_FOLLOW_UPS,
    /** The lead opted out of every channel that the automation sends on (F4). */
    OPTED_OUT,
    /** The conditions don't hold (S7, D2). */
    CONDITIONS,
    /** The lead replied (C2). */
    REPLIED,
    /** The lead's status moved on (C3). */
    STATUS_MOVED,
    /** The automation was deleted (C5). */
    AUTOMATION_DELETED,
    /** The timer came later than the automation allows (D5). */
    TOO_LATE,
    /** The due record could not be processed and was dead-lettered. */
    ERROR
}
