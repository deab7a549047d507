package dev.nudge.decision;

import dev.nudge.address.Address;
import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.condition.Conditions;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadFacts;
import dev.nudge.lead.Progress;
import dev.nudge.lead.StartingEvent;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.SendingHours;
import dev.nudge.schedule.SendingHours.Zoned;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One automation and one lead, with the checks that are common to starts (S9) and due timers (D2). Each check returns
 * the reason to refuse, or null.
 */
record Candidate(Automation automation, Lead lead, Progress progress, AutomationCatalog catalog) {

    Organization organization() {
        return catalog.organization(automation.organizationId());
    }

    /** S4: the user whose preference applies: the lead's owner, or the automation's creator when the lead has none. */
    String userAsked() {
        return PreferenceOwner.of(lead, automation.createdBy()).userId();
    }

    Optional<Preference> preference() {
        return catalog.preference(automation.organizationId(), userAsked(), automation.id());
    }

    Zone zone() {
        return Zone.of(automation, lead, organization());
    }

    /** S4: no preference, or switched off. */
    @Nullable
    Reason preferenceRefusal() {
        Optional<Preference> preference = preference();
        if (preference.isEmpty()) {
            return Reason.NO_PREFERENCE;
        }
        return preference.get().enabled() ? null : Reason.PREFERENCE_OFF;
    }

    /** S8: the timer is switched off. */
    @Nullable
    Reason timerRefusal() {
        return automation.timerIsOff() ? Reason.TIMER_OFF : null;
    }

    /** S5: the maximum number of runs is reached. */
    @Nullable
    Reason transitionRefusal() {
        Integer max = automation.maxTransitions();
        return max != null && progress.transitions() >= max ? Reason.MAX_TRANSITIONS : null;
    }

    /** S6, for event logic: the maximum number of follow-ups since the last reply is reached. */
    @Nullable
    Reason followUpRefusal() {
        Integer max = automation.maxFollowUpCount();
        return !automation.isTimerLogic() && max != null && progress.followUps() >= max ? Reason.MAX_FOLLOW_UPS : null;
    }

    /** S13: the automation has fired as often in the last hour as it may. */
    @Nullable
    Reason ceilingRefusal() {
        return progress.firingsInTheHourBefore(lead.lastNow()) >= organization().ceilingPerHour()
                ? Reason.CEILING
                : null;
    }

    /** F4: the lead opted out of all channels of the follow-ups from one on. */
    @Nullable
    Reason optOutRefusal(int followUp) {
        return automation.channelsFrom(followUp).stream().allMatch(lead::optedOutOf) ? Reason.OPTED_OUT : null;
    }

    Conditions.Judgement judge(Conditions conditions, LeadFacts facts, Instant now) {
        return conditions.judge(facts, now, () -> zone().id());
    }

    /** @param waitsForQuietHours false for a firing without messages to the lead's own addresses (W5) */
    SendingHours sendingHours(boolean waitsForQuietHours) {
        Schedule schedule = automation.schedule();
        Organization organization = organization();
        List<Zoned> quiet = waitsForQuietHours
                ? organization.quietHours().stream().map(hours -> new Zoned(hours, quietZone(hours).id())).toList()
                : List.of();
        return new SendingHours(schedule == null ? null : new Zoned(schedule, zone().id()), organization.holidays(),
                Zone.ofOrganization(organization).id(), quiet);
    }

    /** W5: the first that there is of: the lead's, its phone number's, the quiet hours', the organization's, UTC. */
    private NamedZone quietZone(Schedule quietHours) {
        return Zone.named(lead)
                .or(() -> Optional.ofNullable(lead.text("phone"))
                        .flatMap(phone -> Address.zoneOfPhone(phone, organization().defaultRegion())))
                .or(() -> Optional.ofNullable(quietHours.timezone()))
                .orElseGet(() -> Zone.ofOrganization(organization()).zone());
    }

    /** S10: what a run remembers of the event. */
    StartingEvent remember(LeadEvent event, Lead before) {
        return StartingEvent.remember(event, LeadFacts.changes(event, before, lead, automation.id()),
                () -> NamedFields.of(this));
    }
}
