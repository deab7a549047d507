package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Logic;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier.Applied;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import dev.nudge.message.Message;
import dev.nudge.message.Variables;
import dev.nudge.schedule.Delay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides an applied event: first it ends or restarts waiting runs, in the order opt-out, C6, C3, C1, C2; then it
 * starts runs (S). An instance decides one event.
 */
final class EventDecider {

    /** C1: how many deferred firings of event logic may wait, unless the ceiling is lower. */
    private static final int MAX_WAITING = 20;
    /** C1: a restart never moves the timer beyond so many delays from the run's first start. */
    private static final int MAX_DELAYS = 3;

    private final LeadEvent event;
    private final Applied applied;
    private final AutomationCatalog catalog;
    private final EventMatch match;
    private final Instant now;
    private final SortedMap<String, Progress> progress;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    /** The lead after the event, with the messages that the event has caused so far. */
    private Lead lead;

    EventDecider(LeadEvent event, Applied applied, AutomationCatalog catalog) {
        this.event = event;
        this.applied = applied;
        this.catalog = catalog;
        this.match = new EventMatch(event, applied);
        this.lead = applied.after();
        this.now = lead.lastNow();
        this.progress = new TreeMap<>(lead.automations());
    }

    Verdict decide() {
        Collection<Automation> listening = catalog.listeningTo(event.key().organizationId(), event.type());
        WaitingRuns waiting = new WaitingRuns(event, applied, catalog, progress);
        if (applied.isRemoval()) {
            waiting.endWithTheLead();
        }
        if (applied.isOptOut()) {
            waiting.endOptedOut();
            waiting.endByReply(Map.of());
        }
        waiting.endByUser();
        if (applied.mayEndByStatus(event)) {
            waiting.endByStatus();
        }
        Map<String, Integer> restarted = restart(listening);
        if (applied.isReply()) {
            waiting.endByReply(restarted);
        }
        decisions.addAll(0, waiting.decisions());
        listening.stream().filter(automation -> !restarted.containsKey(automation.id())).forEach(this::answer);
        return new Verdict.Decided(lead.with(progress), List.copyOf(decisions), List.copyOf(messages),
                applied.forwarded(), applied.suppressions(), applied.notes(), applied.isRemoval());
    }

    private Candidate candidate(Automation automation) {
        return new Candidate(automation, applied.after(), progress.getOrDefault(automation.id(), Progress.NONE),
                catalog);
    }

    private DecisionDraft draft(Automation automation) {
        return new DecisionDraft(event, automation.id(), automation.version(), now).noting(applied.notes());
    }

    // ---- restarts

    /**
     * C1: restarts runs of timer logic that have not fired.
     *
     * @return their numbers, by automation
     */
    private Map<String, Integer> restart(Collection<Automation> listening) {
        Map<String, Integer> restarted = new HashMap<>();
        if (event.isInboundMessage() && applied.obstacle() == null) {
            for (Automation automation : listening) {
                Candidate candidate = candidate(automation);
                candidate.progress().runs().stream().filter(run -> automation.isTimerLogic() && !run.hasFired()
                        && restartRefusal(candidate) == null).findFirst().ifPresent(run -> {
                            restarted.put(automation.id(), run.number());
                            decisions.add(restart(candidate, run));
                        });
            }
        }
        return restarted;
    }

    private @Nullable Reason restartRefusal(Candidate candidate) {
        return Reason.firstOf(match.sourceStatusRefusal(candidate.automation()), candidate.preferenceRefusal(),
                candidate.timerRefusal(), candidate.optOutRefusal(1));
    }

    private Decision restart(Candidate candidate, Run waiting) {
        Automation automation = candidate.automation();
        Zone zone = candidate.zone();
        StartingEvent remembered = candidate.remember(event, applied.before());
        Instant dueAt = automation.delayBefore(waiting.followUp())
                .map(delay -> restartedDueAt(delay, waiting, zone)).orElse(waiting.dueAt());
        Run restarted = waiting.restarted(remembered, applied.occurredAt(), lead.status(), dueAt,
                automation.version());
        progress.put(automation.id(), candidate.progress().waiting(restarted));
        return draft(automation).asked(candidate.userAsked()).about(restarted).in(zone).noting(remembered)
                .waitsUntil(dueAt).because(Outcome.STARTED, Reason.TIMER_RESTARTED);
    }

    private Instant restartedDueAt(Delay delay, Run waiting, Zone zone) {
        Instant latest = delay.times(MAX_DELAYS).after(waiting.startedAt(), zone.id());
        Instant bound = latest.isBefore(waiting.dueAt()) ? waiting.dueAt() : latest;
        Instant dueAt = delay.after(now, zone.id());
        return dueAt.isAfter(bound) ? bound : dueAt;
    }

    // ---- answers

    /** The checks of S9 in order. */
    private void answer(Automation automation) {
        Candidate candidate = candidate(automation);
        DecisionDraft draft = draft(automation);
        Reason refusal = Reason.firstOf(match.eventRefusal(), match.sourceStatusRefusal(automation),
                match.targetStatusRefusal(automation));
        if (refusal != null) {
            decisions.add(draft.because(Outcome.SKIPPED, refusal));
            return;
        }
        draft.asked(candidate.userAsked());
        refusal = Reason.firstOf(candidate.preferenceRefusal(), candidate.timerRefusal());
        if (refusal == null && automation.isTimerLogic() && !candidate.progress().runs().isEmpty()) {
            decisions.add(remember(candidate, candidate.progress().runs().getFirst(), draft));
            return;
        }
        if (refusal == null) {
            refusal = Reason.firstOf(candidate.transitionRefusal(), candidate.followUpRefusal(),
                    candidate.ceilingRefusal(),
                    candidate.optOutRefusal(1));
        }
        if (refusal != null) {
            decisions.add(draft.because(Outcome.SKIPPED, refusal));
            return;
        }
        decisions.add(switch (automation.logic()) {
            case Logic.OnTimer _ -> startTimer(candidate, draft);
            case Logic.OnEvent() -> startAtOnce(candidate, draft);
        });
    }

    /** C1: the waiting run remembers this event, and waits as before. */
    private Decision remember(Candidate candidate, Run waiting, DecisionDraft draft) {
        StartingEvent remembered = candidate.remember(event, applied.before());
        progress.put(candidate.automation().id(), candidate.progress().waiting(waiting.remembering(remembered)));
        return draft.about(waiting).noting(remembered).because(Outcome.SKIPPED, Reason.RUN_WAITING);
    }

    /** S8. */
    private Decision startTimer(Candidate candidate, DecisionDraft draft) {
        Automation automation = candidate.automation();
        Zone zone = candidate.zone();
        Instant dueAt = automation.delayBefore(1).orElseThrow().after(now, zone.id());
        return wait(candidate, dueAt, null, draft).because(Outcome.STARTED, Reason.TIMER_SET);
    }

    /** S7. */
    private Decision startAtOnce(Candidate candidate, DecisionDraft draft) {
        Judgement judgement = match.judge(candidate);
        draft.judged(judgement.trace());
        if (!judgement.held()) {
            return draft.because(Outcome.SKIPPED, Reason.CONDITIONS);
        }
        return switch (FiringAttempt.of(candidate, 1, lead)) {
            case FiringAttempt.Deferred _ when isFull(candidate) ->
                draft.because(Outcome.SKIPPED, Reason.TOO_MANY_WAITING);
            case FiringAttempt.Deferred(Reason reason, Instant until) ->
                wait(candidate, until, reason, draft).because(Outcome.DEFERRED, reason);
            case FiringAttempt.NoOpening() -> draft.because(Outcome.SKIPPED, Reason.NO_OPENING);
            case FiringAttempt.Dropped() -> draft.because(Outcome.SKIPPED, Reason.CAPPED);
            case FiringAttempt.NoMessage(Reason reason, var skipped) ->
                draft.skipping(skipped).because(Outcome.SKIPPED, reason);
            case FiringAttempt.Ready(FiringPlan plan, Instant notAfter) -> fire(candidate, plan, notAfter, draft);
        };
    }

    /** C1. */
    private static boolean isFull(Candidate candidate) {
        int max = Math.min(MAX_WAITING, candidate.organization().ceilingPerHour());
        return candidate.progress().runs().size() >= max;
    }

    /** @param deferred why the firing is deferred; null for a delay */
    private DecisionDraft wait(Candidate candidate, Instant dueAt, @Nullable Reason deferred, DecisionDraft draft) {
        Automation automation = candidate.automation();
        draft.in(candidate.zone());
        StartingEvent remembered = candidate.remember(event, applied.before());
        Progress started = candidate.progress().started();
        Run run = new Run(started.lastRun(), 1, 0, false, now, applied.occurredAt(), remembered, lead.status(), dueAt,
                deferred == Reason.CAPPED ? now : null, deferred != null, automation.version());
        progress.put(automation.id(), started.waiting(run));
        return draft.about(run).noting(remembered).waitsUntil(dueAt);
    }

    private Decision fire(Candidate candidate, FiringPlan plan, @Nullable Instant notAfter, DecisionDraft draft) {
        Automation automation = candidate.automation();
        Progress started = candidate.progress().started();
        Firing firing = Firing.of(plan, candidate, started.lastRun(), 1,
                new Variables(applied.after().attributes(), event.type(), event.data()), notAfter);
        messages.addAll(firing.messages());
        progress.put(automation.id(), started.fired(now));
        lead = SentMessages.countedIn(lead, candidate, plan);
        return draft.about(started.lastRun(), 1).in(candidate.zone()).sent(firing).completed().because(Outcome.FIRED,
                Reason.IMMEDIATE);
    }
}
