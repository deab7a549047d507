package dev.nudge.lead;

import dev.nudge.event.DueTimer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A waiting run: one execution of an automation for a lead, between its start and its next firing.
 *
 * @param number the number of the run among the automation's runs for the lead, from 1 (S10)
 * @param followUp the number of the next follow-up, from 1 within the run
 * @param statusAtStart the lead's status when the run was started or restarted (C3)
 * @param deferred whether the run waits for a window's opening rather than for the end of its delay (D3)
 * @param automationVersion the latest version of the definition that was applied to this run (C5)
 */
public record Run(int number, int followUp, Instant startedAt, StartingEvent startedBy,
        @Nullable String statusAtStart, Instant dueAt, boolean deferred, int automationVersion) {

    public DueTimer timer(String automationId) {
        return new DueTimer(automationId, number, followUp, dueAt);
    }

    /** C1: restarts the run with a new event; the number and the follow-up do not change. */
    public Run restarted(StartingEvent event, @Nullable String status, Instant newDueAt, boolean stillDeferred,
            int version) {
        return new Run(number, followUp, startedAt, event, status, newDueAt, stillDeferred, version);
    }

    /** D3: defers the run to an opening. */
    public Run deferredTo(Instant opening, int version) {
        return new Run(number, followUp, startedAt, startedBy, statusAtStart, opening, true, version);
    }

    /** D4: sets the timer of the next follow-up. */
    public Run afterFiring(Instant newDueAt, int version) {
        return new Run(number, followUp + 1, startedAt, startedBy, statusAtStart, newDueAt, false, version);
    }
}
