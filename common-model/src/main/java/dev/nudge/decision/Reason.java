package dev.nudge.decision;

/** The reason for a decision: the closed list of R3, in the order of the rules. */
public enum Reason {
    /** The run's timer was set (S8). */
    TIMER_SET,
    /** The waiting run was restarted by this event (C1). */
    TIMER_RESTARTED,
    /** Event logic fired immediately (S7). */
    IMMEDIATE,
    /** The delay ended (D4). */
    TIMER_DUE,
    /** The window to which the run was deferred opened (D3). */
    WINDOW_OPENED,
    /** The schedule's window is closed (D3). */
    OUTSIDE_SCHEDULE,
    /** A message that the lead did not write does not start a run (S1). */
    NOT_INBOUND,
    /** A message that an automation sent does not start a run (S1). */
    OWN_MESSAGE,
    /** The status changed to the same status (S3). */
    NO_TRANSITION,
    /** The source status is not among the automation's (S3). */
    SOURCE_STATUS,
    /** The user has no preference for this automation (S4). */
    NO_PREFERENCE,
    /** The user has switched the automation off (S4). */
    PREFERENCE_OFF,
    /** The automation's timer is switched off (S8). */
    TIMER_OFF,
    /** The lead has had the maximum number of runs (S5). */
    MAX_TRANSITIONS,
    /** The lead has had the maximum number of follow-ups since its last reply (S6). */
    MAX_FOLLOW_UPS,
    /** The lead opted out of every channel that the automation uses (F4). */
    OPTED_OUT,
    /** The conditions do not hold (S7, D2). */
    CONDITIONS,
    /** The lead replied (C2). */
    REPLIED,
    /** The lead's status changed (C3). */
    STATUS_MOVED,
    /** The automation was deleted (C5). */
    AUTOMATION_DELETED,
    /** The timer was processed later than the automation allows (D5). */
    TOO_LATE,
    /** The due record could not be processed and was dead-lettered. */
    ERROR
}
