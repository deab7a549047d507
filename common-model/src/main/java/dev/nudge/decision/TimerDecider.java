package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadFacts;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.message.Variables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
        Instant now = known.nowAt(recordTimestamp);
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
        Lead lead = known.at(known.nowAt(recordTimestamp));
        Decision decision = new DecisionDraft(event, timer.automationId(), run.automationVersion(), lead.lastNow())
                .about(run).because(Outcome.CANCELLED, Reason.ERROR);
        return new Verdict.Decided(
                lead.with(timer.automationId(), lead.progressOf(timer.automationId()).ended(run.number())),
                List.of(decision), List.of());
    }

    /** D1: the waiting run, if all four values of the record match it. */
    private static @Nullable Run run(@Nullable Lead known, DueTimer timer) {
        return known == null
                ? null
                : known.progressOf(timer.automationId()).run(timer.run())
                        .filter(run -> run.timer(timer.automationId()).equals(timer)).orElse(null);
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
        return decide(new Candidate(automation.get(), lead, progress(), catalog));
    }

    private Progress progress() {
        return lead.progressOf(automationId);
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
        Reason refusal = Reason.firstOf(candidate.preferenceRefusal(),
                hasNoFollowUpLeft(candidate) ? Reason.MAX_FOLLOW_UPS : null, candidate.ceilingRefusal(),
                candidate.optOutRefusal(run.followUp()));
        return refusal == null ? judge(candidate, draft) : cancelled(draft, refusal);
    }

    private Verdict judge(Candidate candidate, DecisionDraft draft) {
        Automation automation = candidate.automation();
        LeadFacts facts = LeadFacts.whenDue(lead, run.startedBy(), automationId);
        Judgement judgement = candidate.judge(automation.conditions(), facts, nowForConditions());
        Judgement ofStep = automation.step(run.followUp())
                .map(step -> candidate.judge(step.conditions(), facts, nowForConditions()))
                .orElseGet(() -> new Judgement(true, List.of()));
        draft.judged(Stream.concat(judgement.trace().stream(), ofStep.trace().stream()).toList());
        if (!judgement.held()) {
            return cancelled(draft, Reason.CONDITIONS);
        }
        return ofStep.held() ? attempt(candidate, draft) : skippedStep(candidate, draft);
    }

    private DecisionDraft draft(int automationVersion) {
        return new DecisionDraft(event, automationId, automationVersion, lead.lastNow()).about(run);
    }

    /** D5. */
    private boolean isTooLate(Automation automation) {
        Duration max = automation.maxLateness();
        return max != null && Duration.between(run.latenessFrom(), lead.lastNow()).compareTo(max) > 0;
    }

    /** S6; a step that was removed from the automation is none that is left. */
    private boolean hasNoFollowUpLeft(Candidate candidate) {
        Automation automation = candidate.automation();
        if (!automation.isTimerLogic()) {
            return candidate.followUpRefusal() != null;
        }
        return run.followUpsCounted() >= maxFollowUps(automation)
                || automation.delayBefore(run.followUp()).isEmpty();
    }

    private static int maxFollowUps(Automation automation) {
        Integer max = automation.maxFollowUpCount();
        return max == null ? Integer.MAX_VALUE : max;
    }

    /**
     * D6: at least one millisecond after the due instant, so that a timer that is exactly on time gives the same result
     * as one that is slightly late.
     */
    private Instant nowForConditions() {
        Instant pastDue = run.dueAt().plusMillis(1);
        return lead.lastNow().isBefore(pastDue) ? pastDue : lead.lastNow();
    }

    private Verdict attempt(Candidate candidate, DecisionDraft draft) {
        int version = candidate.automation().version();
        return switch (FiringAttempt.of(candidate, run.followUp(), lead)) {
            case FiringAttempt.Ready(FiringPlan plan, Instant notAfter) -> fired(candidate, plan, notAfter, draft);
            case FiringAttempt.Deferred(Reason reason, Instant until) -> waiting(candidate,
                    reason == Reason.CAPPED ? run.deferredByCap(until, version) : run.deferredTo(until, version),
                    draft, Outcome.DEFERRED, reason);
            case FiringAttempt.NoOpening() -> cancelled(draft, Reason.NO_OPENING);
            case FiringAttempt.Dropped() -> dropped(candidate, draft);
            case FiringAttempt.NoMessage(Reason reason, var skipped) ->
                withoutMessage(candidate, reason, draft.skipping(skipped));
        };
    }

    /** D4. */
    private Verdict fired(Candidate candidate, FiringPlan plan, @Nullable Instant notAfter, DecisionDraft draft) {
        Firing firing = Firing.of(plan, candidate, run.number(), run.followUp(),
                new Variables(lead.attributes(), run.startedBy().type(), run.startedBy().data()), notAfter);
        draft.in(candidate.zone()).sent(firing);
        Progress ended = progress().fired(lead.lastNow()).ended(run.number());
        Optional<Run> next = hasFollowUpAfterCounting(candidate)
                ? nextDueAt(candidate).map(dueAt -> run.afterFiring(dueAt, candidate.automation().version()))
                : Optional.empty();
        next.ifPresentOrElse(waiting -> draft.waitsUntil(waiting.dueAt()), draft::completed);
        Lead after = SentMessages.countedIn(lead, candidate, plan)
                .with(automationId, next.map(ended::waiting).orElse(ended));
        return new Verdict.Decided(after,
                List.of(draft.because(Outcome.FIRED, run.deferred() ? Reason.WINDOW_OPENED : Reason.TIMER_DUE)),
                firing.messages());
    }

    /** W5: the follow-up is passed over while the run has others left. */
    private Verdict dropped(Candidate candidate, DecisionDraft draft) {
        Optional<Instant> next = hasFollowUpAfterCounting(candidate) ? nextDueAt(candidate) : Optional.empty();
        return next.map(dueAt -> waiting(candidate, run.afterDrop(dueAt, candidate.automation().version()), draft,
                Outcome.SKIPPED, Reason.CAPPED)).orElseGet(() -> cancelled(draft, Reason.CAPPED));
    }

    /** S12: the next step's delay begins; a skipped last step ends the run. */
    private Verdict skippedStep(Candidate candidate, DecisionDraft draft) {
        return nextStep(candidate)
                .map(next -> waiting(candidate, next, draft, Outcome.SKIPPED, Reason.STEP_CONDITIONS))
                .orElseGet(() -> decided(progress().ended(run.number()),
                        draft.in(candidate.zone()).completed().because(Outcome.SKIPPED, Reason.STEP_CONDITIONS)));
    }

    /** S12, F1: the step is skipped while later steps remain; otherwise the run ends, and may no longer count (S5). */
    private Verdict withoutMessage(Candidate candidate, Reason reason, DecisionDraft draft) {
        return nextStep(candidate).map(next -> waiting(candidate, next, draft, Outcome.SKIPPED, reason))
                .orElseGet(() -> {
                    Progress ended = progress().ended(run.number());
                    boolean isDiscounted = !run.hasFired() && reason != Reason.OPTED_OUT;
                    return decided(isDiscounted ? ended.discounted() : ended, draft.because(Outcome.CANCELLED, reason));
                });
    }

    private boolean hasFollowUpAfterCounting(Candidate candidate) {
        return candidate.automation().isTimerLogic()
                && run.followUpsCounted() + 1 < maxFollowUps(candidate.automation());
    }

    private Optional<Instant> nextDueAt(Candidate candidate) {
        return candidate.automation().delayBefore(run.followUp() + 1)
                .map(delay -> delay.after(lead.lastNow(), candidate.zone().id()));
    }

    private Optional<Run> nextStep(Candidate candidate) {
        return candidate.automation().hasStepAfter(run.followUp())
                ? nextDueAt(candidate).map(dueAt -> run.afterSkip(dueAt, candidate.automation().version()))
                : Optional.empty();
    }

    private Verdict waiting(Candidate candidate, Run next, DecisionDraft draft, Outcome outcome, Reason reason) {
        return decided(progress().waiting(next),
                draft.in(candidate.zone()).waitsUntil(next.dueAt()).because(outcome, reason));
    }

    private Verdict cancelled(DecisionDraft draft, Reason reason) {
        return decided(progress().ended(run.number()), draft.because(Outcome.CANCELLED, reason));
    }

    private Verdict decided(Progress progress, Decision decision) {
        return new Verdict.Decided(lead.with(automationId, progress), List.of(decision), List.of());
    }
}
