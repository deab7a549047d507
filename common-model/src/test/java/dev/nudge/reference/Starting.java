package dev.nudge.reference;

import dev.nudge.reference.Checks.Answer;
import dev.nudge.reference.Decisions.Draft;
import dev.nudge.reference.Firing.Plan;
import dev.nudge.reference.Firing.Subject;
import dev.nudge.reference.Lead.Cause;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of one automation to one event (S5 to S13, D3, W5). */
final class Starting {
    private static final int MOST_WAITING = 20;

    private final Settings settings;
    private final Decisions decisions;
    private final Checks checks;
    private final Firing firing;

    Starting(Settings settings, Decisions decisions, Checks checks, Firing firing) {
        this.settings = settings;
        this.decisions = decisions;
        this.checks = checks;
        this.firing = firing;
    }

    /** N, S10: the event's notes, and whether the run remembers only part of its data. */
    static List<Map<String, Object>> notes(Occasion occasion, Cause cause) {
        List<Map<String, Object>> notes = new ArrayList<>(occasion.event().notes());
        if (cause.keptPaths() != null) {
            notes.add(EventReading.note("EVENT_DATA_CUT", "data"));
        }
        return notes;
    }

    void answer(Occasion occasion, Map<String, Object> automation) {
        Answer answer = checks.beforeStart(occasion, automation);
        if ("RUN_WAITING".equals(answer.reason())) {
            runWaiting(occasion, automation, answer);
        } else if (answer.reason() != null) {
            skip(occasion, automation, answer, answer.reason());
        } else if (Settings.timed(automation)) {
            setTimer(occasion, automation, answer);
        } else {
            fireOrDefer(occasion, automation, answer);
        }
    }

    /** C1: the run that waits remembers this event; its timer stays. */
    private void runWaiting(Occasion occasion, Map<String, Object> automation, Answer answer) {
        Run run = Checks.waitingTimed(occasion.lead().progress(Values.string(automation, "_id")));
        if (run != null) {
            run.cause = Causes.remembered(settings, occasion.cause(), automation);
            decide(occasion, automation, answer, "SKIPPED", "RUN_WAITING", run);
        }
    }

    private Draft skip(Occasion occasion, Map<String, Object> automation, Answer answer, String reason) {
        return decide(occasion, automation, answer, "SKIPPED", reason, null);
    }

    /** S8, S12. */
    private void setTimer(Occasion occasion, Map<String, Object> automation, Answer answer) {
        Settings.Zone zone = settings.zone(occasion.lead(), automation);
        Map<String, Object> delay = Settings.delay(automation, 1);
        Instant dueAt = Instants.after(occasion.now(), Values.integer(delay.get("delay"), 0),
                Values.string(delay, "unit"), zone.id());
        Run run = newRun(occasion, automation, dueAt);
        decide(occasion, automation, answer, "STARTED", "TIMER_SET", run).with(zone).put("dueAt", dueAt);
    }

    /** S10, S5: the next number; the run counts. */
    private Run newRun(Occasion occasion, Map<String, Object> automation, Instant dueAt) {
        Lead lead = occasion.lead();
        Progress progress = lead.progress(Values.string(automation, "_id"));
        progress.lastRun++;
        progress.transitions++;
        Run run = new Run(progress.lastRun, Settings.timed(automation), occasion.now(), dueAt,
                Settings.version(automation), occasion.event().occurredAt(), lead.status(),
                Causes.remembered(settings, occasion.cause(), automation));
        progress.runs.add(run);
        return run;
    }

    /** S7, D3, W5, F1. */
    private void fireOrDefer(Occasion occasion, Map<String, Object> automation, Answer answer) {
        Lead lead = occasion.lead();
        String automationId = Values.string(automation, "_id");
        boolean heeded = Caps.heeded(Settings.actions(automation, 1));
        Openings openings = new Openings(settings, lead, automation, heeded, occasion.now());
        String closed = openings.closedBecause();
        if (closed != null) {
            defer(occasion, automation, answer, closed, openings.next());
            return;
        }
        Progress progress = lead.progress(automationId);
        Subject subject = new Subject(lead, automation, progress.lastRun + 1, 1, occasion.cause(), answer.userAsked(),
                occasion.now());
        Plan plan = firing.plan(subject, openings.notAfter());
        if (!plan.reachesLead()) {
            skip(occasion, automation, answer, plan.reason()).put("skippedActions", plan.skippedActions());
        } else if (heeded && Caps.exceeded(settings, lead, occasion.now())) {
            if (Caps.drops(settings, lead)) {
                skip(occasion, automation, answer, "CAPPED");
            } else {
                defer(occasion, automation, answer, "CAPPED", Caps.nextRoom(settings, lead, occasion.now()));
            }
        } else {
            fire(occasion, automation, answer, subject, plan);
        }
    }

    private void defer(Occasion occasion, Map<String, Object> automation, Answer answer, String reason,
            @Nullable Instant opening) {
        Progress progress = occasion.lead().progress(Values.string(automation, "_id"));
        if (opening == null) {
            skip(occasion, automation, answer, "NO_OPENING");
            return;
        }
        // C1, S13.
        long waiting = progress.runs.stream().filter(run -> !run.timed).count();
        if (waiting >= Math.min(MOST_WAITING, settings.ceiling(occasion.lead().organizationId))) {
            skip(occasion, automation, answer, "TOO_MANY_WAITING");
            return;
        }
        Run run = newRun(occasion, automation, opening);
        run.deferred = true;
        if (reason.equals("CAPPED")) {
            run.lateFrom = occasion.now();
        }
        decide(occasion, automation, answer, "DEFERRED", reason, run)
                .with(settings.zone(occasion.lead(), automation)).put("dueAt", opening);
    }

    private void fire(Occasion occasion, Map<String, Object> automation, Answer answer, Subject subject, Plan plan) {
        Run run = newRun(occasion, automation, occasion.now());
        run.cause = occasion.cause();
        Draft decision = decide(occasion, automation, answer, "FIRED", "IMMEDIATE", run)
                .with(settings.zone(occasion.lead(), automation)).put("runEnded", "COMPLETED");
        firing.fire(subject, plan, decision);
        occasion.lead().progress(subject.automationId()).runs.remove(run);
    }

    private Draft decide(Occasion occasion, Map<String, Object> automation, Answer answer, String outcome,
            String reason, @Nullable Run run) {
        List<Map<String, Object>> notes = run == null
                ? occasion.event().notes()
                : notes(occasion, run.cause);
        return decisions.decide(occasion.lead(), occasion.event().id(), occasion.event().type(), notes,
                occasion.now(), Values.string(automation, "_id"), Settings.version(automation), outcome, reason, run)
                .askedUser(answer.userAsked()).trace(answer.trace());
    }
}
