package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.UnicodeText;
import dev.nudge.lead.LeadEventApplier.Applied;
import dev.nudge.lead.LeadFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which automations an applied event matches: by its type's rules, its statuses and their conditions, without regard to
 * preferences and limits. The reasons to refuse are in the order of S9.
 */
final class EventMatch {

    private final LeadEvent event;
    private final Applied applied;
    private final @Nullable String source;
    private final @Nullable String target;

    EventMatch(LeadEvent event, Applied applied) {
        this.event = event;
        this.applied = applied;
        this.source = canonical(event.isStatusChange() ? applied.status().from() : applied.after().status());
        this.target = event.isStatusChange() ? canonical(event.text("to")) : null;
    }

    private static @Nullable String canonical(@Nullable String status) {
        return status == null ? null : UnicodeText.canonical(status);
    }

    /** The automations that the event matches, ordered by id. */
    List<Automation> matching(AutomationCatalog catalog) {
        if (eventRefusal() != null) {
            return List.of();
        }
        Organization organization = catalog.organization(event.key().organizationId());
        List<Automation> matching = new ArrayList<>();
        for (Automation automation : catalog.listeningTo(event.key().organizationId(), event.type())) {
            if (sourceStatusRefusal(automation) == null && targetStatusRefusal(automation) == null
                    && automation.conditions().judge(facts(automation), applied.after().lastNow(),
                            () -> Zone.of(automation, applied.after(), organization).id()).held()) {
                matching.add(automation);
            }
        }
        return matching;
    }

    /** S1: the event starts nothing. */
    @Nullable
    Reason eventRefusal() {
        return applied.obstacle() == null ? null : Reason.of(applied.obstacle());
    }

    /** S3: there is no transition, or the source status does not match. */
    @Nullable
    Reason sourceStatusRefusal(Automation automation) {
        if (event.isStatusChange() && !applied.status().isTransition()) {
            return Reason.NO_TRANSITION;
        }
        return matches(automation.sourceStatuses(), source) ? null : Reason.SOURCE_STATUS;
    }

    /** S11. */
    @Nullable
    Reason targetStatusRefusal(Automation automation) {
        return !event.isStatusChange() || matches(automation.targetStatuses(), target) ? null : Reason.TARGET_STATUS;
    }

    private static boolean matches(Set<String> statuses, @Nullable String status) {
        return statuses.isEmpty() || status != null && statuses.contains(status);
    }

    /** S7: the automation's conditions on the lead after the event. */
    Judgement judge(Candidate candidate) {
        Automation automation = candidate.automation();
        return candidate.judge(automation.conditions(), facts(automation), applied.after().lastNow());
    }

    private LeadFacts facts(Automation automation) {
        return LeadFacts.during(event, applied.before(), applied.after(), automation.id());
    }
}
