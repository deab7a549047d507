package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Logic;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadFacts;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.message.Message;
import dev.nudge.message.Variables;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides a due timer (D). An instance decides one record. */
final class TimerDecider {

    private final Lead lead;
    private final LeadEvent event;
    private final String automationId;
    private final Run run;
    private final AutomationCatalog catalog;

    private TimerDecider(Lead lead, LeadEvent event, String automationId, Run run, AutomationCatalog catalog) {
        this.lead = lead;
        this.event = event;
        this.automationId = automationId;
        this.run = run;
        this.catalog = catalog;
    }

    static Verdict decide(@Nullable Lead known, LeadEvent event, Instant recordTimestamp, AutomationCatalog catalog) {
        Run run = run(known, event.dueTimer());
        if (known == null || run == null) {
            return new Verdict.Nothing();
        }
        Instant now = now(known, recordTimestamp);
        if (now.isBefore(run.dueAt())) {
            return new Verdict.Early();
        }
        return new TimerDecider(known.at(now), event, event.dueTimer().automationId(), run, catalog).decide();
    }

    static Verdict giveUp(@Nullable Lead known, LeadEvent event, Instant recordTimestamp) {
        DueTimer timer = event.dueTimer();
        Run run = run(known, timer);
        if (known == null || run == null) {
            return new Verdict.Nothing();
        }
        Lead lead = known.at(now(known, recordTimestamp));
        Decision decision = new DecisionDraft(event, timer.automationId(), run.automationVersion(), lead.lastNow())
                .about(run).because(Outcome.CANCELLED, Reason.ERROR);
        return new Verdict.Decided(
                lead.with(timer.automationId(), lead.progressOf(timer.automationId()).ended()), List.of(decision),
                List.of());
    }

    /** D1: the waiting run, if all four values of the record match it. */
    private static @Nullable Run run(@Nullable Lead known, DueTimer timer) {
        Run run = known == null ? null : known.waitingRunOf(timer.automationId());
        return run != null && run.timer(timer.automationId()).equals(timer) ? run : null;
    }

    private static Instant now(Lead known, Instant recordTimestamp) {
        Instant timestamp = recordTimestamp.truncatedTo(ChronoUnit.MILLIS);
        return timestamp.isAfter(known.lastNow()) ? timestamp : known.lastNow();
    }

    private Verdict decide() {
        Optional<Automation> automation = catalog.automation(lead.key().organizationId(), automationId);
        if (automation.isEmpty()) {
            if (!catalog.isDeleted(lead.key().organizationId(), automationId)) {
                throw new IllegalStateException("Expected automation " + automationId + " of organization "
                        + lead.key().organizationId() + " to be saved or deleted but it is unknown");
            }
            return cancelled(draft(run.automationVersion()), Reason.AUTOMATION_DELETED);
        }
        return decide(new Candidate(automation.get(), lead, lead.progressOf(automationId), catalog));
    }

    /** The checks of D2 in order, then D3, then D4. */
    private Verdict decide(Candidate candidate) {
        Automation automation = candidate.automation();
        DecisionDraft draft = draft(automation.version());
        if (isTooLate(automation)) {
            return cancelled(draft, Reason.TOO_LATE);
        }
        Reason timerRefusal = candidate.timerRefusal();
        if (timerRefusal != null) {
            return cancelled(draft, timerRefusal);
        }
        draft.asked(candidate.userAsked());
        Reason preferenceRefusal = candidate.preferenceRefusal();
        if (preferenceRefusal != null) {
            return cancelled(draft, preferenceRefusal);
        }
        Reason followUpRefusal = candidate.followUpRefusal();
        if (followUpRefusal != null) {
            return cancelled(draft, followUpRefusal);
        }
        Reason optOutRefusal = candidate.optOutRefusal();
        if (optOutRefusal != null) {
            return cancelled(draft, optOutRefusal);
        }
        Judgement judgement = candidate.judge(LeadFacts.whenDue(lead, run.startedBy(), automationId),
                nowForConditions());
        draft.judged(judgement.trace());
        if (!judgement.held()) {
            return cancelled(draft, Reason.CONDITIONS);
        }
        Zone zone = candidate.zone();
        draft.in(zone);
        Schedule schedule = automation.schedule();
        if (schedule == null) {
            return fired(candidate, zone, null, draft);
        }
        return schedule.windowAt(lead.lastNow(), zone.id()).map(window -> fired(candidate, zone, window, draft))
                .orElseGet(() -> deferred(automation, schedule.openingAfter(lead.lastNow(), zone.id()), draft));
    }

    private DecisionDraft draft(int automationVersion) {
        return new DecisionDraft(event, automationId, automationVersion, lead.lastNow()).about(run);
    }

    /** D5. */
    private boolean isTooLate(Automation automation) {
        Duration max = automation.maxLateness();
        return max != null && Duration.between(run.dueAt(), lead.lastNow()).compareTo(max) > 0;
    }

    /**
     * D6: at least one millisecond after the due instant, so that a timer that is exactly on time gives the same result
     * as one that is slightly late.
     */
    private Instant nowForConditions() {
        Instant pastDue = run.dueAt().plusMillis(1);
        return lead.lastNow().isBefore(pastDue) ? pastDue : lead.lastNow();
    }

    private Verdict cancelled(DecisionDraft draft, Reason reason) {
        return decided(lead.progressOf(automationId).ended(), draft.because(Outcome.CANCELLED, reason), List.of());
    }

    /** D3. */
    private Verdict deferred(Automation automation, Instant opening, DecisionDraft draft) {
        Run waiting = run.deferredTo(opening, automation.version());
        return decided(lead.progressOf(automationId).waiting(waiting),
                draft.waitsUntil(opening).because(Outcome.DEFERRED, Reason.OUTSIDE_SCHEDULE), List.of());
    }

    /** D4. */
    private Verdict fired(Candidate candidate, Zone zone, @Nullable Window window, DecisionDraft draft) {
        Firing firing = Firing.of(candidate, run.number(), run.followUp(),
                new Variables(lead.attributes(), run.startedBy().type(), run.startedBy().data()), window,
                lead.lastNow());
        draft.sent(firing);
        Progress after = candidate.progress().fired().ended();
        Optional<Run> next = next(candidate.automation(), after, zone);
        next.ifPresentOrElse(waiting -> draft.waitsUntil(waiting.dueAt()), draft::completed);
        return decided(next.map(after::waiting).orElse(after),
                draft.because(Outcome.FIRED, run.deferred() ? Reason.WINDOW_OPENED : Reason.TIMER_DUE),
                firing.messages());
    }

    /**
     * The run with its next timer, one delay after this firing, if the lead may have more follow-ups; empty for event
     * logic.
     */
    private Optional<Run> next(Automation automation, Progress after, Zone zone) {
        Integer max = automation.maxFollowUpCount();
        return switch (automation.logic()) {
            case Logic.OnEvent() -> Optional.empty();
            case Logic.OnTimer(var _, var delay) -> max != null && after.followUps() < max
                    ? Optional.of(run.afterFiring(delay.after(lead.lastNow(), zone.id()), automation.version()))
                    : Optional.empty();
        };
    }

    private Verdict decided(Progress progress, Decision decision, List<Message> messages) {
        return new Verdict.Decided(lead.with(automationId, progress).afterFiring(messages), List.of(decision),
                messages);
    }
}
