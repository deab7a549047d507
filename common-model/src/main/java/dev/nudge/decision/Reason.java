package dev.nudge.decision;

import dev.nudge.lead.EventObstacle;
import dev.nudge.schedule.SendingHours.Cause;
import org.jspecify.annotations.Nullable;

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
    /** The opening or day to which the run was deferred has come (D3, W5). */
    WINDOW_OPENED,
    /** The schedule's window is closed, or about to close (D3, F7). */
    OUTSIDE_SCHEDULE,
    /** The organization's quiet hours (W5). */
    QUIET_HOURS,
    /** A holiday of the organization (W5). */
    HOLIDAY,
    /** The lead has had as many messages as the organization allows (W5). */
    CAPPED,
    /** A message that the lead did not write does not start a run (S1). */
    NOT_INBOUND,
    /** A message that an automation sent does not start a run (S1). */
    OWN_MESSAGE,
    /** A machine wrote the message: an auto-reply, a receipt, a reaction (E9). */
    AUTOMATIC,
    /** The event is older than the organization allows (E8). */
    TOO_OLD,
    /** The message is an opt-out or opt-in keyword (F4). */
    KEYWORD,
    /** The message is perhaps an opt-out, which a person must decide (F4). */
    MAYBE_OPT_OUT,
    /** The message's direction is not known (E3). */
    DIRECTION_IGNORED,
    /** The lead was deleted (E10). */
    LEAD_DELETED,
    /** The lead was merged into another (E10). */
    LEAD_MERGED,
    /** The status change is older than the lead's status (E4). */
    LATE,
    /** The status changed to the same status (S3). */
    NO_TRANSITION,
    /** The source status is not among the automation's (S3). */
    SOURCE_STATUS,
    /** The target status is not among the automation's (S11). */
    TARGET_STATUS,
    /** The user has no preference for this automation (S4). */
    NO_PREFERENCE,
    /** The user has switched the automation off (S4). */
    PREFERENCE_OFF,
    /** The automation's timer is switched off (S8). */
    TIMER_OFF,
    /** A run of the automation waits already (C1). */
    RUN_WAITING,
    /** The lead has had the maximum number of runs (S5). */
    MAX_TRANSITIONS,
    /** The run, or the lead since its last reply, has had the maximum number of follow-ups (S6). */
    MAX_FOLLOW_UPS,
    /** The automation has fired as often for the lead in the last hour as it may (S13). */
    CEILING,
    /** As many deferred firings wait as may (C1). */
    TOO_MANY_WAITING,
    /** The lead opted out of every channel that the automation uses (F4). */
    OPTED_OUT,
    /** The lead has no address for any of the actions (F1). */
    NO_ADDRESS,
    /** The lead's addresses for the actions are not valid (F1). */
    BAD_ADDRESS,
    /** The conditions do not hold (S7, D2). */
    CONDITIONS,
    /** The conditions of the step do not hold (S12). */
    STEP_CONDITIONS,
    /** Schedule, quiet hours and holidays leave no time to send within a year (D3). */
    NO_OPENING,
    /** The lead replied (C2). */
    REPLIED,
    /** The lead's status changed (C3). */
    STATUS_MOVED,
    /** A user ended the run (C6). */
    BY_USER,
    /** The automation was deleted (C5). */
    AUTOMATION_DELETED,
    /** The timer was processed later than the automation allows (D5). */
    TOO_LATE,
    /** The due record could not be processed and was dead-lettered. */
    ERROR;

    /** The first that is not null; null when there is none. */
    static @Nullable Reason firstOf(@Nullable Reason... reasons) {
        for (Reason reason : reasons) {
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    static Reason of(EventObstacle obstacle) {
        return valueOf(obstacle.name());
    }

    static Reason of(Cause cause) {
        return valueOf(cause.name());
    }
}
