package dev.nudge.reference;

import dev.nudge.reference.Checks.Answer;
import dev.nudge.reference.Decisions.Draft;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** What an event does to the waiting runs of its lead, before what it starts: F4, C6, C3, C1, C2. */
final class Waiting {
    private final Settings settings;
    private final Decisions decisions;
    private final Checks checks;

    Waiting(Settings settings, Decisions decisions, Checks checks) {
        this.settings = settings;
        this.decisions = decisions;
        this.checks = checks;
    }

    /** Returns the automations of which the event restarted a run. */
    Set<String> apply(Occasion occasion) {
        if (occasion.isOptOut()) {
            optOut(occasion);
        }
        cancelledByUser(occasion);
        statusMoved(occasion);
        Set<String> restarted = restart(occasion);
        if (occasion.isReply()) {
            replied(occasion, restarted);
        }
        return restarted;
    }

    /** E10. */
    void endAll(Occasion occasion, String reason) {
        forEachRun(occasion.lead(), (automationId, run) -> cancel(occasion, automationId, run, reason));
    }

    /** F4, "Effect". */
    private void optOut(Occasion occasion) {
        Lead lead = occasion.lead();
        forEachRun(lead, (automationId, run) -> {
            Map<String, Object> automation = settings.automation(lead.organizationId, automationId);
            boolean nothingLeft = automation != null
                    && OptOuts.optedOutOfAll(lead, Settings.remainingActions(automation, run.followUp));
            if (nothingLeft) {
                cancel(occasion, automationId, run, "OPTED_OUT");
            } else {
                endAsReply(occasion, automationId, run);
            }
        });
    }

    /** C6. */
    private void cancelledByUser(Occasion occasion) {
        if (!occasion.event().type().equals("lead.run_cancelled") || occasion.deleted()) {
            return;
        }
        forEachRun(occasion.lead(), (automationId, run) -> {
            if (automationId.equals(occasion.event().data().get("automationId"))) {
                cancel(occasion, automationId, run, "BY_USER");
            }
        });
    }

    /** C3. An automatic message ends nothing (E9). The first status of a lead is the one that its runs started with. */
    private void statusMoved(Occasion occasion) {
        if (!occasion.status().moved()) {
            return;
        }
        Lead lead = occasion.lead();
        forEachRun(lead, (automationId, run) -> {
            if (run.statusAtStart == null) {
                run.statusAtStart = lead.status();
            } else if (!occasion.event().automatic() && !Values.sameStatus(run.statusAtStart, lead.status())
                    && settings.cancelledBy(lead.organizationId, automationId, "status_change")) {
                cancel(occasion, automationId, run, "STATUS_MOVED");
            }
        });
    }

    /** C1. */
    private Set<String> restart(Occasion occasion) {
        Set<String> restarted = new TreeSet<>();
        Lead lead = occasion.lead();
        if (!occasion.event().inbound()) {
            return restarted;
        }
        for (Map<String, Object> automation : settings.listening(lead.organizationId, occasion.event().type())) {
            String automationId = Values.string(automation, "_id");
            Run run = Checks.waitingTimed(lead.progress(automationId));
            if (!Settings.timed(automation) || run == null || run.fired) {
                continue;
            }
            Answer answer = checks.beforeRestart(occasion, automation);
            if (answer.reason() == null) {
                restart(occasion, automation, run, answer);
                restarted.add(automationId);
            }
        }
        return restarted;
    }

    private void restart(Occasion occasion, Map<String, Object> automation, Run run, Answer answer) {
        Lead lead = occasion.lead();
        Settings.Zone zone = settings.zone(lead, automation);
        Instant dueAt = restartedTimer(automation, run, occasion.now(), zone.id());
        run.deferred = run.deferred && run.dueAt.equals(dueAt);
        run.lateFrom = run.dueAt.equals(dueAt) ? run.lateFrom : dueAt;
        run.dueAt = dueAt;
        run.automationVersion = Settings.version(automation);
        run.startedBy = occasion.event().occurredAt();
        run.statusAtStart = lead.status();
        run.cause = Causes.remembered(settings, occasion.cause(), automation);
        decide(occasion, automation, "STARTED", "TIMER_RESTARTED", run).askedUser(answer.userAsked()).with(zone)
                .put("dueAt", dueAt);
    }

    /** Set again from now, never beyond the run's first start plus three delays, unless it is beyond that already. */
    private static Instant restartedTimer(Map<String, Object> automation, Run run, Instant now, ZoneId zone) {
        int steps = Settings.steps(automation).size();
        if (steps > 0 && run.followUp > steps) {
            return run.dueAt;
        }
        Map<String, Object> delay = Settings.delay(automation, run.followUp);
        int amount = Values.integer(delay.get("delay"), 0);
        String unit = Values.string(delay, "unit");
        Instant again = Instants.after(now, amount, unit, zone);
        Instant limit = Instants.later(run.dueAt, Instants.after(run.firstStartedAt, 3 * amount, unit, zone));
        return again.isAfter(limit) ? limit : again;
    }

    /** C2. */
    private void replied(Occasion occasion, Set<String> restarted) {
        forEachRun(occasion.lead(), (automationId, run) -> {
            boolean restartedNow = restarted.contains(automationId) && run.timed;
            if (!restartedNow) {
                endAsReply(occasion, automationId, run);
            }
        });
    }

    /** C2, C4: unless the reply occurred before the event that started or restarted the run. */
    private void endAsReply(Occasion occasion, String automationId, Run run) {
        if (settings.cancelledBy(occasion.lead().organizationId, automationId, "reply")
                && !occasion.event().occurredAt().isBefore(run.startedBy)) {
            cancel(occasion, automationId, run, "REPLIED");
        }
    }

    /** R1. The decision about a deleted automation has the version that the run remembers. */
    private void cancel(Occasion occasion, String automationId, Run run, String reason) {
        Lead lead = occasion.lead();
        Map<String, Object> automation = settings.automation(lead.organizationId, automationId);
        int version = automation == null ? run.automationVersion : Settings.version(automation);
        decisions.decide(lead, occasion.event().id(), occasion.event().type(), occasion.event().notes(),
                occasion.now(), automationId, version, "CANCELLED", reason, run);
        lead.progress(automationId).runs.remove(run);
    }

    private Draft decide(Occasion occasion, Map<String, Object> automation, String outcome, String reason, Run run) {
        return decisions.decide(occasion.lead(), occasion.event().id(), occasion.event().type(),
                Starting.notes(occasion, run.cause), occasion.now(), Values.string(automation, "_id"),
                Settings.version(automation), outcome, reason, run);
    }

    private static void forEachRun(Lead lead, BiConsumer<String, Run> action) {
        for (String automationId : lead.waiting()) {
            Progress progress = lead.progress(automationId);
            List.copyOf(progress.runs).forEach(run -> action.accept(automationId, run));
        }
    }
}
