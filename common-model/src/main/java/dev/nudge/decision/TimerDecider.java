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

/** What a due timer does (D). One use per record. */
final class TimerDecider {

    private final Lead lead;
    private final LeadEvent event;
    private final String automationId;
    private final Run run;
    private final AutomationCatalog rules;

    private TimerDecider(Lead lead, LeadEvent event, String automationId, Run run, AutomationCatalog rules) {
        this.lead = lead;
        this.event = event;
        this.automationId = automationId;
        this.run = run;
        this.rules = rules;
    }

    static Verdict decide(@Nullable Lead known, LeadEvent event, Instant recordTimestamp, AutomationCatalog rules) {
        Run run = run(known, event.dueTimer());
        if (known == null || run == null) {
            return new Verdict.Nothing();
        }
        Instant now = now(known, recordTimestamp);
        if (now.isBefore(run.dueAt())) {
            return new Verdict.Early();
        }
        return new TimerDecider(known.at(now), event, event.dueTimer().automationId(), run, rules).decide();
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

    /** D1: the run, when all four things that the record carries are the lead's state. */
    private static @Nullable Run run(@Nullable Lead known, DueTimer timer) {
        Run run = known == null ? null : known.waitingRunOf(timer.automationId());
        return run != null && run.timer(timer.automationId()).equals(timer) ? run : null;
    }

    private static Instant now(Lead known, Instant recordTimestamp) {
        Instant timestamp = recordTimestamp.truncatedTo(ChronoUnit.MILLIS);
        return timestamp.isAfter(known.lastNow()) ? timestamp : known.lastNow();
    }

    private Verdict decide() {
        Optional<Automation> automation = rules.automation(lead.key().organizationId(), automationId);
        if (automation.isEmpty()) {
            if (!rules.isDeleted(lead.key().organizationId(), automationId)) {
                throw new IllegalStateException("Expected automation " + automationId + " of organization "
                        + lead.key().organizationId() + " on record, saved or deleted, but found nothing");
            }
            return cancelled(draft(run.automationVersion()), Reason.AUTOMATION_DELETED);
        }
        return decide(new Candidate(automation.get(), lead, lead.progressOf(automationId), rules));
    }

    /** D2 in its order, then D3, then D4. */
    private Verdict decide(Candidate candidate) {
        Automation automation = candidate.automation();
        DecisionDraft draft = draft(automation.version());
        if (isTooLate(automation)) {
            return cancelled(draft, Reason.TOO_LATE);
        }
        Reason switchedOff = candidate.switchedOff();
        if (switchedOff != null) {
            return cancelled(draft, switchedOff);
        }
        draft.asked(candidate.userAsked());
        Reason notWanted = candidate.notWanted();
        if (notWanted != null) {
            return cancelled(draft, notWanted);
        }
        Reason firedTooOften = candidate.firedTooOften();
        if (firedTooOften != null) {
            return cancelled(draft, firedTooOften);
        }
        Reason optedOut = candidate.optedOut();
        if (optedOut != null) {
            return cancelled(draft, optedOut);
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

    /** D6: past the due instant, so that a timer that is exactly on time judges as one that is a moment late. */
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

    /** Waits again, the delay after this firing, while the lead may have more follow-ups; event logic never does. */
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
