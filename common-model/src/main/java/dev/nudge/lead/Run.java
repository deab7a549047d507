package dev.nudge.lead;

import dev.nudge.event.DueTimer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A waiting run: one execution of an automation for a lead, between its start and its next firing.
 *
 * @param number the number of the run among the automation's runs for the lead, from 1 (S10)
 * @param followUp the number of the next follow-up, from 1 within the run; with steps, that of the step (S12)
 * @param followUpsCounted how many follow-ups count for the maximum of the run (S6)
 * @param hasFired whether the run has fired at least once (C1)
 * @param startedAt when the run was first started
 * @param eventAt when the event occurred that started or restarted the run (C2)
 * @param startedBy the event that the run remembers (S10)
 * @param statusAtStart the lead's status when the run was started or restarted (C3); null when it had none
 * @param dueAt when the timer is due
 * @param firstDueAt the due instant before the first deferral by a cap, from which lateness counts (W5); null without
 *        such a deferral
 * @param deferred whether the run was deferred rather than waiting for the end of its delay (D3)
 * @param automationVersion the latest version of the definition that was applied to this run (C5)
 */
public record Run(int number, int followUp, int followUpsCounted, boolean hasFired, Instant startedAt, Instant eventAt,
        StartingEvent startedBy, @Nullable String statusAtStart, Instant dueAt, @Nullable Instant firstDueAt,
        boolean deferred, int automationVersion) {

    public DueTimer timer(String automationId) {
        return new DueTimer(automationId, number, followUp, dueAt);
    }

    /** The instant from which lateness counts (D5). */
    public Instant latenessFrom() {
        return firstDueAt == null ? dueAt : firstDueAt;
    }

    /** C1: restarts the run with a new event; its numbers do not change. */
    public Run restarted(StartingEvent event, Instant occurredAt, @Nullable String status, Instant newDueAt,
            int version) {
        boolean stays = newDueAt.equals(dueAt);
        return new Run(number, followUp, followUpsCounted, hasFired, startedAt, occurredAt, event, status, newDueAt,
                stays ? firstDueAt : null, stays && deferred, version);
    }

    /** C1: the run remembers another event, and waits as before. */
    public Run remembering(StartingEvent event) {
        return new Run(number, followUp, followUpsCounted, hasFired, startedAt, eventAt, event, statusAtStart, dueAt,
                firstDueAt, deferred, automationVersion);
    }

    /** C3: the first status that the lead is given is the one that the run started with. */
    Run withFirstStatus(@Nullable String status) {
        return statusAtStart != null
                ? this
                : new Run(number, followUp, followUpsCounted, hasFired, startedAt, eventAt, startedBy, status, dueAt,
                        firstDueAt, deferred, automationVersion);
    }

    /** D3: defers the run to an opening. */
    public Run deferredTo(Instant opening, int version) {
        return new Run(number, followUp, followUpsCounted, hasFired, startedAt, eventAt, startedBy, statusAtStart,
                opening, null, true, version);
    }

    /** W5: defers the run to a day that has room; lateness counts from the first due instant. */
    public Run deferredByCap(Instant day, int version) {
        return new Run(number, followUp, followUpsCounted, hasFired, startedAt, eventAt, startedBy, statusAtStart, day,
                latenessFrom(), true, version);
    }

    /** D4: sets the timer of the next follow-up after a firing. */
    public Run afterFiring(Instant newDueAt, int version) {
        return next(followUpsCounted + 1, true, newDueAt, version);
    }

    /** W5: sets the timer of the next follow-up after one that was dropped, which counts. */
    public Run afterDrop(Instant newDueAt, int version) {
        return next(followUpsCounted + 1, hasFired, newDueAt, version);
    }

    /** S12: sets the timer of the next step after one that was skipped, which does not count. */
    public Run afterSkip(Instant newDueAt, int version) {
        return next(followUpsCounted, hasFired, newDueAt, version);
    }

    private Run next(int counted, boolean fired, Instant newDueAt, int version) {
        return new Run(number, followUp + 1, counted, fired, startedAt, eventAt, startedBy, statusAtStart, newDueAt,
                null, false, version);
    }
}
