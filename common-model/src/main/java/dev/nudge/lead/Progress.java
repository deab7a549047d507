package dev.nudge.lead;

import org.jspecify.annotations.Nullable;

/**
 * The progress of one automation with one lead.
 *
 * @param transitions the number of runs started so far (S5)
 * @param followUps the number of follow-ups fired since the lead's last reply (S6)
 * @param run the waiting run; null when none waits
 */
public record Progress(int transitions, int followUps, @Nullable Run run) {

    public static final Progress NONE = new Progress(0, 0, null);

    public Progress waiting(Run waitingRun) {
        return new Progress(transitions, followUps, waitingRun);
    }

    public Progress ended() {
        return new Progress(transitions, followUps, null);
    }

    public Progress startedOne() {
        return new Progress(transitions + 1, followUps, run);
    }

    public Progress fired() {
        return new Progress(transitions, followUps + 1, run);
    }

    Progress replied() {
        return new Progress(transitions, 0, run);
    }
}
