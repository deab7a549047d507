package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Automation.CancelOn;
import dev.nudge.automation.Channel;
import dev.nudge.automation.Logic;
import dev.nudge.automation.SendMessage;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier;
import dev.nudge.lead.LeadFacts;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import dev.nudge.message.Message;
import dev.nudge.message.Variables;
import dev.nudge.schedule.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides an applied event: first it ends or restarts waiting runs, in the order opt-out, C1, C2, C3; then it starts
 * runs (S). An instance decides one event.
 */
final class EventDecider {

    private final LeadEvent event;
    private final LeadEventApplier.Applied applied;
    private final AutomationCatalog catalog;
    private final Lead lead;
    private final Instant now;
    private final SortedMap<String, Progress> progress;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();

    EventDecider(LeadEvent event, LeadEventApplier.Applied applied, AutomationCatalog catalog) {
        this.event = event;
        this.applied = applied;
        this.catalog = catalog;
        this.lead = applied.after();
        this.now = lead.lastNow();
        this.progress = new TreeMap<>(lead.automations());
    }

    Verdict decide() {
        List<Answer> answers = new ArrayList<>();
        endOptedOutRuns();
        for (Automation automation : catalog.listeningTo(event.key().organizationId(), event.type())) {
            answers.add(answer(candidate(automation)));
        }
        endOtherRuns(answers);
        answers.forEach(this::carryOut);
        return new Verdict.Decided(lead.with(progress).afterFiring(messages), List.copyOf(decisions),
                List.copyOf(messages));
    }

    /** The response of one listening automation to the event; {@code refusal} is null when all checks pass. */
    private record Answer(Candidate candidate, @Nullable Run restarts, @Nullable Reason refusal,
            @Nullable Judgement judgement, boolean asked) {

        String automationId() {
            return candidate.automation().id();
        }
    }

    private Candidate candidate(Automation automation) {
        return new Candidate(automation, lead, progress.getOrDefault(automation.id(), Progress.NONE), catalog);
    }

    private Answer answer(Candidate candidate) {
        Run waiting = candidate.progress().run();
        if (waiting != null) {
            Answer restart = check(candidate, waiting);
            if (restart.refusal() == null) {
                return restart;
            }
        }
        return check(candidate, null);
    }

    /** The checks of S9 in order; a restart (C1) is not a new run, so that the limits of S5 and S6 do not apply. */
    private Answer check(Candidate candidate, @Nullable Run restarts) {
        Reason early = firstOf(eventRefusal(), sourceStatusRefusal(candidate.automation()));
        if (early != null) {
            return new Answer(candidate, restarts, early, null, false);
        }
        Reason refusal = firstOf(candidate.preferenceRefusal(), candidate.timerRefusal(),
                restarts == null ? candidate.transitionRefusal() : null,
                restarts == null ? candidate.followUpRefusal() : null, candidate.optOutRefusal());
        if (refusal != null || candidate.automation().logic() instanceof Logic.OnTimer) {
            return new Answer(candidate, restarts, refusal, null, true);
        }
        Judgement judgement = candidate.judge(
                LeadFacts.during(event, applied.before(), lead, candidate.automation().id()), now);
        return new Answer(candidate, restarts, judgement.held() ? null : Reason.CONDITIONS, judgement, true);
    }

    private static @Nullable Reason firstOf(@Nullable Reason... reasons) {
        for (Reason reason : reasons) {
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** S1: the event cannot start a run. */
    private @Nullable Reason eventRefusal() {
        if (event.type().equals(LeadEvent.MESSAGE_RECEIVED) && !event.isInboundMessage()) {
            return Reason.NOT_INBOUND;
        }
        return event.isOwnMessage() ? Reason.OWN_MESSAGE : null;
    }

    /** S3: the source status does not match. */
    private @Nullable Reason sourceStatusRefusal(Automation automation) {
        if (event.isStatusChange() && !applied.transition()) {
            return Reason.NO_TRANSITION;
        }
        String source = event.isStatusChange() ? applied.from() : lead.status();
        Set<String> sources = automation.sourceStatuses();
        return sources.isEmpty() || source != null && sources.contains(source) ? null : Reason.SOURCE_STATUS;
    }

    /** F4: ends the runs whose actions all use the channel that the lead has just opted out of. */
    private void endOptedOutRuns() {
        Channel channel = applied.optedOutOf();
        if (channel == null) {
            return;
        }
        lead.waitingAutomations().forEach(id -> definition(id).filter(automation -> automation.actions().stream()
                .map(SendMessage::channel).allMatch(channel::equals))
                .ifPresent(automation -> end(id, Reason.OPTED_OUT)));
    }

    /** C2 and C3: ends runs that C1 did not restart. */
    private void endOtherRuns(List<Answer> answers) {
        Set<String> restarted = new HashSet<>();
        answers.stream().filter(answer -> answer.restarts() != null).map(Answer::automationId).forEach(restarted::add);
        for (String id : List.copyOf(progress.keySet())) {
            Run run = Objects.requireNonNull(progress.get(id)).run();
            if (run == null || restarted.contains(id)) {
                continue;
            }
            Set<CancelOn> cancelOn = definition(id).map(Automation::cancelOn).orElse(CancelOn.ALL);
            if (event.isInboundMessage() && cancelOn.contains(CancelOn.REPLY)) {
                end(id, Reason.REPLIED);
            } else if (applied.statusMoved() && !Objects.equals(lead.status(), run.statusAtStart())
                    && cancelOn.contains(CancelOn.STATUS_CHANGE)) {
                end(id, Reason.STATUS_MOVED);
            }
        }
    }

    private Optional<Automation> definition(String automationId) {
        return catalog.automation(event.key().organizationId(), automationId);
    }

    private void end(String automationId, Reason reason) {
        Progress before = Objects.requireNonNull(progress.get(automationId));
        Run run = Objects.requireNonNull(before.run());
        progress.put(automationId, before.ended());
        int version = definition(automationId).map(Automation::version).orElse(run.automationVersion());
        decisions.add(
                new DecisionDraft(event, automationId, version, now).about(run).because(Outcome.CANCELLED, reason));
    }

    private void carryOut(Answer answer) {
        Candidate candidate = answer.candidate();
        DecisionDraft draft = new DecisionDraft(event, answer.automationId(), candidate.automation().version(), now);
        if (answer.asked()) {
            draft.asked(candidate.userAsked());
        }
        if (answer.judgement() != null) {
            draft.judged(answer.judgement().trace());
        }
        if (answer.refusal() != null) {
            decisions.add(draft.because(Outcome.SKIPPED, answer.refusal()));
        } else if (answer.restarts() != null) {
            decisions.add(restart(candidate, answer.restarts(), draft));
        } else {
            decisions.add(start(candidate, draft));
        }
    }

    /** C1: a run of event logic keeps waiting for its opening. */
    private Decision restart(Candidate candidate, Run waiting, DecisionDraft draft) {
        Automation automation = candidate.automation();
        Zone zone = candidate.zone();
        Run restarted = switch (automation.logic()) {
            case Logic.OnEvent() -> waiting.restarted(startingEvent(automation), lead.status(), waiting.dueAt(),
                    waiting.deferred(), automation.version());
            case Logic.OnTimer(var _, var delay) -> waiting.restarted(startingEvent(automation), lead.status(),
                    delay.after(now, zone.id()), false, automation.version());
        };
        progress.put(automation.id(), candidate.progress().waiting(restarted));
        return draft.about(restarted).in(zone).waitsUntil(restarted.dueAt()).because(Outcome.STARTED,
                Reason.TIMER_RESTARTED);
    }

    private StartingEvent startingEvent(Automation automation) {
        return StartingEvent.remember(event, LeadFacts.changes(applied.before(), lead, automation.id()));
    }

    /** S7 or S8. */
    private Decision start(Candidate candidate, DecisionDraft draft) {
        Automation automation = candidate.automation();
        Progress started = candidate.progress().startedOne();
        int number = started.transitions();
        Zone zone = candidate.zone();
        draft.about(number, 1).in(zone);
        return switch (automation.logic()) {
            case Logic.OnTimer(var _, var delay) -> {
                Instant dueAt = delay.after(now, zone.id());
                wait(automation, started, dueAt, false);
                yield draft.waitsUntil(dueAt).because(Outcome.STARTED, Reason.TIMER_SET);
            }
            case Logic.OnEvent() -> {
                Optional<Window> window = Optional.ofNullable(automation.schedule())
                        .flatMap(schedule -> schedule.windowAt(now, zone.id()));
                if (automation.schedule() != null && window.isEmpty()) {
                    Instant opening = automation.schedule().openingAfter(now, zone.id());
                    wait(automation, started, opening, true);
                    yield draft.waitsUntil(opening).because(Outcome.DEFERRED, Reason.OUTSIDE_SCHEDULE);
                }
                Firing firing = Firing.of(candidate, number, 1,
                        new Variables(lead.attributes(), event.type(), event.data()), window.orElse(null), now);
                messages.addAll(firing.messages());
                progress.put(automation.id(), started.fired());
                yield draft.sent(firing).completed().because(Outcome.FIRED, Reason.IMMEDIATE);
            }
        };
    }

    private void wait(Automation automation, Progress started, Instant dueAt, boolean deferred) {
        Run run = new Run(started.transitions(), 1, now, startingEvent(automation), lead.status(), dueAt, deferred,
                automation.version());
        progress.put(automation.id(), started.waiting(run));
    }
}
