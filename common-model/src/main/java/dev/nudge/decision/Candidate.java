package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Preference;
import dev.nudge.automation.SendMessage;
import dev.nudge.condition.Conditions;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadFacts;
import dev.nudge.lead.Progress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One automation and one lead, with the checks that are common to starts (S9) and due timers (D2). Each check returns
 * the reason to refuse, or null.
 */
record Candidate(Automation automation, Lead lead, Progress progress, AutomationCatalog catalog) {

    /** S4: the user whose preference applies: the lead's owner, or the automation's creator when the lead has none. */
    String userAsked() {
        return PreferenceOwner.of(lead, automation.createdBy()).userId();
    }

    Optional<Preference> preference() {
        return catalog.preference(automation.organizationId(), userAsked(), automation.id());
    }

    Zone zone() {
        return Zone.of(automation, lead, catalog.organization(automation.organizationId()));
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

    /** S6: the maximum number of follow-ups is reached. */
    @Nullable
    Reason followUpRefusal() {
        Integer max = automation.maxFollowUpCount();
        return max != null && progress.followUps() >= max ? Reason.MAX_FOLLOW_UPS : null;
    }

    /** F4: the lead opted out of all channels of the automation. */
    @Nullable
    Reason optOutRefusal() {
        boolean all = automation.actions().stream().map(SendMessage::channel).allMatch(lead::optedOutOf);
        return all ? Reason.OPTED_OUT : null;
    }

    Conditions.Judgement judge(LeadFacts facts, Instant now) {
        return automation.conditions().judge(facts, now);
    }
}
