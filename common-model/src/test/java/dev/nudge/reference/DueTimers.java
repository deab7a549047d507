package dev.nudge.reference;

import dev.nudge.reference.Checks.Answer;
import dev.nudge.reference.Decisions.Draft;
import dev.nudge.reference.Firing.Plan;
import dev.nudge.reference.Firing.Subject;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens when a timer is due (D1 to D6, S12, W5). */
final class DueTimers {
    /** One due timer. */
    private record Due(Lead lead, String eventId, String automationId, Run run, Instant now) {
        Progress progress() {
            return lead.progress(automationId);
        }
    }

    private final Settings settings;
    private final Decisions decisions;
    private final Firing firing;

    DueTimers(Settings settings, Decisions decisions, Firing firing) {
        this.settings = settings;
        this.decisions = decisions;
        this.firing = firing;
    }

    /** D1: acts only if automation, run, follow-up and due instant are the lead's state and the instant has come. */
    void due(Lead lead, Instant recorded, Map<String, Object> event) {
        Map<String, Object> data = Values.object(event.get("data"));
        String automationId = Values.string(data, "automationId");
        Instant now = Instants.later(lead.lastNow, recorded);
        Run run = lead.progress(automationId).runs.stream().filter(
                each -> Values.same(data.get("run"), each.number) && Values.same(data.get("followUp"), each.followUp)
                        && each.dueAt.equals(Instants.written(data.get("dueAt"))))
                .findFirst().orElse(null);
        if (run == null || now.isBefore(run.dueAt)) {
            return;
        }
        lead.lastNow = now;
        Due due = new Due(lead, String.valueOf(EventReading.id(event.get("id"))), automationId, run, now);
        Map<String, Object> automation = settings.automation(lead.organizationId, automationId);
        if (automation == null) {
            end(due, null, Answer.no("AUTOMATION_DELETED", null), "AUTOMATION_DELETED");
            return;
        }
        judge(due, automation);
    }

    // ---- D2

    private void judge(Due due, Map<String, Object> automation) {
        String userAsked = Settings.userAsked(due.lead(), automation);
        Duration maxLateness = Instants.duration(automation.get("maxLateness"));
        if (maxLateness != null && Duration.between(due.run().lateFrom, due.now()).compareTo(maxLateness) > 0) {
            end(due, automation, Answer.no("TOO_LATE", null), "TOO_LATE");
        } else if (Settings.timerOff(automation)) {
            end(due, automation, Answer.no("TIMER_OFF", null), "TIMER_OFF");
        } else {
            String reason = settings.preferenceReason(due.lead(), automation, userAsked);
            if (reason == null) {
                reason = limits(due, automation);
            }
            if (reason == null) {
                judgeConditions(due, automation, userAsked);
            } else {
                end(due, automation, Answer.no(reason, userAsked), reason);
            }
        }
    }

    /** S6, S13, opt-out. A run beyond the last of its automation's steps has no follow-up left. */
    private @Nullable String limits(Due due, Map<String, Object> automation) {
        List<Map<String, Object>> steps = Settings.steps(automation);
        int count = Settings.timed(automation) ? due.run().counted : due.progress().followUps;
        boolean beyond = !steps.isEmpty() && due.run().followUp > steps.size();
        if (count >= Settings.maxFollowUps(automation) || beyond) {
            return "MAX_FOLLOW_UPS";
        }
        if (Caps.atCeiling(settings, due.lead(), due.automationId(), due.now())) {
            return "CEILING";
        }
        boolean optedOut = OptOuts.optedOutOfAll(due.lead(),
                Settings.remainingActions(automation, due.run().followUp));
        return optedOut ? "OPTED_OUT" : null;
    }

    /** S12: when only the step's own conditions fail, the step is skipped. D6: at least a millisecond after. */
    private void judgeConditions(Due due, Map<String, Object> automation, String userAsked) {
        Instant now = Instants.later(due.now(), due.run().dueAt.plusMillis(1));
        Conditions conditions = new Conditions(due.lead(), due.automationId(), due.run().cause, now,
                settings.zone(due.lead(), automation).id());
        boolean held = conditions.hold(Values.list(automation.get("conditions")));
        List<Map<String, Object>> steps = Settings.steps(automation);
        boolean stepHeld = steps.isEmpty()
                || conditions.hold(Values.list(steps.get(due.run().followUp - 1).get("conditions")));
        Answer answer = new Answer(null, userAsked, conditions.trace());
        if (!held) {
            end(due, automation, answer, "CONDITIONS");
        } else if (!stepHeld) {
            skip(due, automation, answer, "STEP_CONDITIONS", List.of(), false);
        } else {
            fireOrDefer(due, automation, answer);
        }
    }

    // ---- D3, W5, F1

    private void fireOrDefer(Due due, Map<String, Object> automation, Answer answer) {
        boolean heeded = Caps.heeded(Settings.actions(automation, due.run().followUp));
        Openings openings = new Openings(settings, due.lead(), automation, heeded, due.now());
        String closed = openings.closedBecause();
        if (closed != null) {
            defer(due, automation, answer, closed, openings.next());
            return;
        }
        Subject subject = new Subject(due.lead(), automation, due.run().number, due.run().followUp, due.run().cause,
                answer.userAsked(), due.now());
        Plan plan = firing.plan(subject, openings.notAfter());
        if (!plan.reachesLead()) {
            withoutMessage(due, automation, answer, plan);
        } else if (heeded && Caps.exceeded(settings, due.lead(), due.now())) {
            capped(due, automation, answer);
        } else {
            fire(due, automation, answer, subject, plan);
        }
    }

    private void defer(Due due, Map<String, Object> automation, Answer answer, String reason,
            @Nullable Instant opening) {
        if (opening == null) {
            end(due, automation, answer, "NO_OPENING");
            return;
        }
        Run run = due.run();
        // D5, W5: over a cap, lateness still counts from the first due instant.
        run.lateFrom = reason.equals("CAPPED") ? run.lateFrom : opening;
        run.dueAt = opening;
        run.deferred = true;
        run.automationVersion = Settings.version(automation);
        decide(due, automation, answer, "DEFERRED", reason).with(settings.zone(due.lead(), automation)).put("dueAt",
                opening);
    }

    /** F1, S12, S5. */
    private void withoutMessage(Due due, Map<String, Object> automation, Answer answer, Plan plan) {
        if (due.run().followUp < Settings.steps(automation).size()) {
            skip(due, automation, answer, plan.reason(), plan.skippedActions(), false);
            return;
        }
        if (!due.run().fired && !plan.reason().equals("OPTED_OUT")) {
            due.progress().transitions--;
        }
        end(due, automation, answer, plan.reason()).put("skippedActions", plan.skippedActions());
    }

    private void capped(Due due, Map<String, Object> automation, Answer answer) {
        if (!Caps.drops(settings, due.lead())) {
            defer(due, automation, answer, "CAPPED", Caps.nextRoom(settings, due.lead(), due.now()));
        } else if (followUpsLeft(due, automation, 1)) {
            skip(due, automation, answer, "CAPPED", List.of(), true);
        } else {
            end(due, automation, answer, "CAPPED");
        }
    }

    // ---- D4, S12

    private void fire(Due due, Map<String, Object> automation, Answer answer, Subject subject, Plan plan) {
        Run run = due.run();
        Draft decision = decide(due, automation, answer, "FIRED", run.deferred ? "WINDOW_OPENED" : "TIMER_DUE");
        firing.fire(subject, plan, decision);
        run.fired = true;
        run.counted++;
        next(due, automation, decision);
    }

    private void skip(Due due, Map<String, Object> automation, Answer answer, String reason,
            List<Map<String, Object>> skippedActions, boolean counts) {
        Draft decision = decide(due, automation, answer, "SKIPPED", reason).put("skippedActions", skippedActions);
        if (counts) {
            due.run().counted++;
        }
        next(due, automation, decision);
    }

    /** Whether follow-ups remain after this one, which may count itself. */
    private static boolean followUpsLeft(Due due, Map<String, Object> automation, int counting) {
        List<Map<String, Object>> steps = Settings.steps(automation);
        return Settings.timed(automation) && due.run().counted + counting < Settings.maxFollowUps(automation)
                && (steps.isEmpty() || due.run().followUp < steps.size());
    }

    /** Sets the timer again, the next delay from now, or ends the run. */
    private void next(Due due, Map<String, Object> automation, Draft decision) {
        Run run = due.run();
        Settings.Zone zone = settings.zone(due.lead(), automation);
        decision.with(zone);
        if (!followUpsLeft(due, automation, 0)) {
            due.progress().runs.remove(run);
            decision.put("runEnded", "COMPLETED");
            return;
        }
        run.followUp++;
        Map<String, Object> delay = Settings.delay(automation, run.followUp);
        run.dueAt = Instants.after(due.now(), Values.integer(delay.get("delay"), 0), Values.string(delay, "unit"),
                zone.id());
        run.lateFrom = run.dueAt;
        run.deferred = false;
        run.automationVersion = Settings.version(automation);
        decision.put("dueAt", run.dueAt);
    }

    // ---- decisions

    private Draft end(Due due, @Nullable Map<String, Object> automation, Answer answer, String reason) {
        Draft decision = decide(due, automation, answer, "CANCELLED", reason);
        due.progress().runs.remove(due.run());
        return decision;
    }

    private Draft decide(Due due, @Nullable Map<String, Object> automation, Answer answer, String outcome,
            String reason) {
        int version = automation == null ? due.run().automationVersion : Settings.version(automation);
        return decisions.decide(due.lead(), due.eventId(), "timer.due", new ArrayList<>(), due.now(),
                due.automationId(), version, outcome, reason, due.run()).askedUser(answer.userAsked())
                .trace(answer.trace());
    }
}
