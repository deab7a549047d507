package dev.nudge.reference;

import dev.nudge.reference.EventReading.Direction;
import dev.nudge.reference.EventReading.Event;
import dev.nudge.reference.Lead.Progress;
import dev.nudge.reference.Lead.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks before an event starts or restarts something, in the order of S9. */
final class Checks {
    /**
     * The first check that fails, or null; the user asked when S4 was reached; the trace when conditions were judged.
     */
    record Answer(@Nullable String reason, @Nullable String userAsked, List<Map<String, Object>> trace) {
        static Answer no(String reason, @Nullable String userAsked) {
            return new Answer(reason, userAsked, List.of());
        }
    }

    private final Settings settings;

    Checks(Settings settings) {
        this.settings = settings;
    }

    /** C1: S1 to S4, S11, `TIMER_OFF` and the opt-out check. */
    Answer beforeRestart(Occasion occasion, Map<String, Object> automation) {
        Answer answer = upToTimerOff(occasion, automation);
        if (answer.reason() != null || !optedOut(occasion.lead(), automation)) {
            return answer;
        }
        return Answer.no("OPTED_OUT", answer.userAsked());
    }

    /** S9, except what comes last: deferrals, addresses and caps. */
    Answer beforeStart(Occasion occasion, Map<String, Object> automation) {
        Answer answer = upToTimerOff(occasion, automation);
        if (answer.reason() != null) {
            return answer;
        }
        Lead lead = occasion.lead();
        String automationId = Values.string(automation, "_id");
        Progress progress = lead.progress(automationId);
        String reason = null;
        if (Settings.timed(automation) && waitingTimed(progress) != null) {
            reason = "RUN_WAITING";
        } else if (progress.transitions >= Values.integer(automation.get("maxTransitions"), Integer.MAX_VALUE)) {
            reason = "MAX_TRANSITIONS";
        } else if (!Settings.timed(automation) && progress.followUps >= Settings.maxFollowUps(automation)) {
            reason = "MAX_FOLLOW_UPS";
        } else if (Caps.atCeiling(settings, lead, automationId, occasion.now())) {
            reason = "CEILING";
        } else if (optedOut(lead, automation)) {
            reason = "OPTED_OUT";
        }
        if (reason != null) {
            return Answer.no(reason, answer.userAsked());
        }
        return Settings.timed(automation) ? answer : conditions(occasion, automation, answer.userAsked());
    }

    /** S7. */
    private Answer conditions(Occasion occasion, Map<String, Object> automation, @Nullable String userAsked) {
        Conditions conditions = new Conditions(occasion.lead(), Values.string(automation, "_id"), occasion.cause(),
                occasion.now(), settings.zone(occasion.lead(), automation).id());
        boolean held = conditions.hold(Values.list(automation.get("conditions")));
        return new Answer(held ? null : "CONDITIONS", userAsked, conditions.trace());
    }

    private Answer upToTimerOff(Occasion occasion, Map<String, Object> automation) {
        String reason = ofEvent(occasion);
        if (reason == null) {
            reason = ofStatus(occasion, automation);
        }
        if (reason != null) {
            return Answer.no(reason, null);
        }
        String userAsked = Settings.userAsked(occasion.lead(), automation);
        String preferenceReason = settings.preferenceReason(occasion.lead(), automation, userAsked);
        if (preferenceReason != null) {
            return Answer.no(preferenceReason, userAsked);
        }
        return new Answer(Settings.timerOff(automation) ? "TIMER_OFF" : null, userAsked, List.of());
    }

    /** S1, and with it E10, E3, E9, E8, F4 and E4. */
    private @Nullable String ofEvent(Occasion occasion) {
        Event event = occasion.event();
        if (event.type().equals("message.received") && event.direction() == Direction.OUTBOUND) {
            return "NOT_INBOUND";
        }
        if (event.own()) {
            return "OWN_MESSAGE";
        }
        if (occasion.deleted()) {
            return "LEAD_DELETED";
        }
        if (event.direction() == Direction.IGNORED) {
            return "DIRECTION_IGNORED";
        }
        if (event.automatic()) {
            return "AUTOMATIC";
        }
        if (tooOld(occasion)) {
            return "TOO_OLD";
        }
        if (occasion.isKeyword()) {
            return "KEYWORD";
        }
        if (occasion.keyword() == Keywords.Kind.PERHAPS) {
            return "MAYBE_OPT_OUT";
        }
        return event.statusChange() && occasion.status().late() ? "LATE" : null;
    }

    /** E8. */
    private boolean tooOld(Occasion occasion) {
        Duration limit = settings.maxEventAge(occasion.event().organizationId());
        Duration age = Duration.between(occasion.event().occurredAt(), occasion.now());
        return limit != null && age.compareTo(limit) > 0;
    }

    /** S3, S11. */
    private static @Nullable String ofStatus(Occasion occasion, Map<String, Object> automation) {
        boolean statusChange = occasion.event().statusChange();
        if (statusChange && !occasion.status().transition()) {
            return "NO_TRANSITION";
        }
        if (!among(automation.get("sourceStatuses"), occasion.sourceStatus())) {
            return "SOURCE_STATUS";
        }
        return statusChange && !among(automation.get("targetStatuses"), occasion.status().to())
                ? "TARGET_STATUS"
                : null;
    }

    /** Whether a list of statuses is empty or contains this one. */
    private static boolean among(@Nullable Object statuses, @Nullable String status) {
        List<?> list = Values.list(statuses);
        return list.isEmpty() || list.stream().anyMatch(each -> Values.sameStatus(String.valueOf(each), status));
    }

    /** F4: every channel of every action of all steps. */
    private static boolean optedOut(Lead lead, Map<String, Object> automation) {
        List<Map<String, Object>> actions = new ArrayList<>(Settings.remainingActions(automation, 1));
        return OptOuts.optedOutOfAll(lead, actions);
    }

    /** C1: the waiting run of timer logic, of which there is at most one. */
    static @Nullable Run waitingTimed(Progress progress) {
        return progress.runs.stream().filter(run -> run.timed).findFirst().orElse(null);
    }
}
