package dev.nudge.lead;

import org.jspecify.annotations.Nullable;

/**
 * One automation's dealings with one lead.
 *
 * @param transitions runs started, ever (S5)
 * @param followUps fired since the lead last replied (S6)
 * @param run the run that waits
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
