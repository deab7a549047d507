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

/** One automation facing one lead: the checks that are the same at a start (S9) and when a timer is due (D2). */
record Candidate(Automation automation, Lead lead, Progress progress, AutomationCatalog rules) {

    /** S4. */
    String userAsked() {
        return PreferenceOwner.of(lead, automation.createdBy()).userId();
    }

    Optional<Preference> preference() {
        return rules.preference(automation.organizationId(), userAsked(), automation.id());
    }

    Zone zone() {
        return Zone.of(automation, lead, rules.organization(automation.organizationId()));
    }

    /** S4. */
    @Nullable
    Reason notWanted() {
        Optional<Preference> preference = preference();
        if (preference.isEmpty()) {
            return Reason.NO_PREFERENCE;
        }
        return preference.get().enabled() ? null : Reason.PREFERENCE_OFF;
    }

    /** S8. */
    @Nullable
    Reason switchedOff() {
        return automation.timerIsOff() ? Reason.TIMER_OFF : null;
    }

    /** S5. */
    @Nullable
    Reason startedTooOften() {
        Integer max = automation.maxTransitions();
        return max != null && progress.transitions() >= max ? Reason.MAX_TRANSITIONS : null;
    }

    /** S6. */
    @Nullable
    Reason firedTooOften() {
        Integer max = automation.maxFollowUpCount();
        return max != null && progress.followUps() >= max ? Reason.MAX_FOLLOW_UPS : null;
    }

    /** F4: the lead wants nothing on any of the channels. */
    @Nullable
    Reason optedOut() {
        boolean all = automation.actions().stream().map(SendMessage::channel).allMatch(lead::optedOutOf);
        return all ? Reason.OPTED_OUT : null;
    }

    Conditions.Judgement judge(LeadFacts facts, Instant now) {
        return automation.conditions().judge(facts, now);
    }
}
