package dev.nudge.decision;

import dev.nudge.automation.Caps;
import dev.nudge.automation.Caps.OnExceeded;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.lead.Lead;
import dev.nudge.schedule.LocalTimes;
import dev.nudge.schedule.SendingHours;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of a follow-up whose checks have passed: D3, W5, F1 and F7 decide whether it fires now. */
sealed interface FiringAttempt {

    /** It fires. */
    record Ready(FiringPlan plan, @Nullable Instant notAfter) implements FiringAttempt {}

    /** It waits for an opening, or for a day with room. */
    record Deferred(Reason reason, Instant until) implements FiringAttempt {}

    /** There is no opening within a year. */
    record NoOpening() implements FiringAttempt {}

    /** A cap is reached, and the organization drops such messages. */
    record Dropped() implements FiringAttempt {}

    /** It would make no message to the lead. */
    record NoMessage(Reason reason, List<SkippedAction> skipped) implements FiringAttempt {}

    /** @param lead with all messages so far, whose caps count */
    static FiringAttempt of(Candidate candidate, int followUp, Lead lead) {
        Instant now = lead.lastNow();
        FiringPlan plan = FiringPlan.of(candidate, followUp);
        SendingHours hours = candidate.sendingHours(plan.isToLeadsAddresses());
        SendingHours.Answer answer = hours.at(now);
        if (answer.cause() != null) {
            Reason reason = Reason.of(answer.cause());
            return hours.openingAfter(now).<FiringAttempt>map(opening -> new Deferred(reason, opening))
                    .orElseGet(NoOpening::new);
        }
        if (plan.messages().isEmpty()) {
            return new NoMessage(plan.emptyReason(), plan.skipped());
        }
        Caps caps = plan.isToLeadsAddresses() ? candidate.organization().caps() : null;
        ZoneId zone = Zone.ofLead(lead, candidate.organization()).id();
        LocalDate today = LocalDate.ofInstant(now, zone);
        if (caps == null || hasRoom(caps, lead, today)) {
            return new Ready(plan, answer.notAfter());
        }
        return caps.onExceeded() == OnExceeded.DROP
                ? new Dropped()
                : new Deferred(Reason.CAPPED, nextDayWithRoom(caps, lead, now, zone));
    }

    private static boolean hasRoom(Caps caps, Lead lead, LocalDate day) {
        return (caps.perDay() == null || lead.sentOnDay(day) < caps.perDay())
                && (caps.perWeek() == null || lead.sentInWeekOf(day) < caps.perWeek());
    }

    /** W5: the same local time on the next day that has room. */
    private static Instant nextDayWithRoom(Caps caps, Lead lead, Instant now, ZoneId zone) {
        var local = now.atZone(zone).toLocalDateTime();
        LocalDate day = Stream.iterate(local.toLocalDate().plusDays(1), date -> date.plusDays(1))
                .filter(date -> hasRoom(caps, lead, date)).findFirst().orElseThrow();
        return LocalTimes.firstInstant(day.atTime(local.toLocalTime()), zone);
    }
}
