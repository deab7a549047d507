package dev.nudge.lead;

import dev.nudge.event.DueTimer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A waiting run: one pass of an automation over a lead, between its start and its next firing.
 *
 * @param number counts the automation's runs over the lead, from 1 (S10)
 * @param followUp the follow-up that is waited for, from 1 within the run
 * @param statusAtStart the lead's status when the run (re)started (C3)
 * @param deferred whether what is waited for is an opening rather than the delay's end (D3)
 * @param automationVersion the newest definition that this run was judged by (C5)
 */
public record Run(int number, int followUp, Instant startedAt, StartingEvent startedBy,
        @Nullable String statusAtStart, Instant dueAt, boolean deferred, int automationVersion) {

    public DueTimer timer(String automationId) {
        return new DueTimer(automationId, number, followUp, dueAt);
    }

    /** C1: takes the event as its own; number and follow-up stay. */
    public Run restarted(StartingEvent event, @Nullable String status, Instant newDueAt, boolean stillDeferred,
            int version) {
        return new Run(number, followUp, startedAt, event, status, newDueAt, stillDeferred, version);
    }

    /** D3: waits for an opening. */
    public Run deferredTo(Instant opening, int version) {
        return new Run(number, followUp, startedAt, startedBy, statusAtStart, opening, true, version);
    }

    /** D4: waits for the next follow-up. */
    public Run afterFiring(Instant newDueAt, int version) {
        return new Run(number, followUp + 1, startedAt, startedBy, statusAtStart, newDueAt, false, version);
    }
}
