package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Automation.CancelOn;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.LeadEventApplier.Applied;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StatusMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiPredicate;

/** What an event does to the waiting runs of its lead (F4, E10, C2, C3, C6). */
final class WaitingRuns {

    private final LeadEvent event;
    private final Applied applied;
    private final AutomationCatalog catalog;
    private final SortedMap<String, Progress> progress;
    private final List<Decision> decisions = new ArrayList<>();

    /** @param progress of all automations; runs that end are removed from it */
    WaitingRuns(LeadEvent event, Applied applied, AutomationCatalog catalog, SortedMap<String, Progress> progress) {
        this.event = event;
        this.applied = applied;
        this.catalog = catalog;
        this.progress = progress;
    }

    /** The decisions about the runs that ended, in their order. */
    List<Decision> decisions() {
        return decisions;
    }

    /** E10: the runs that the deletion has ended. */
    void endWithTheLead() {
        Reason reason = event.type().equals(LeadEvent.LEAD_MERGED) ? Reason.LEAD_MERGED : Reason.LEAD_DELETED;
        applied.before().automations().forEach((id, before) -> before.runs().forEach(run -> decide(id, run, reason)));
    }

    /** F4: ends the runs whose actions all use channels that the lead opted out of. */
    void endOptedOut() {
        end(Reason.OPTED_OUT, (id, run) -> definition(id)
                .map(automation -> automation.channelsFrom(run.followUp()))
                .filter(channels -> !channels.isEmpty() && channels.stream().allMatch(applied.after()::optedOutOf))
                .isPresent());
    }

    /** C6. */
    void endByUser() {
        end(Reason.BY_USER, (id, _) -> id.equals(applied.cancelledAutomation()));
    }

    /** C3. */
    void endByStatus() {
        end(Reason.STATUS_MOVED, (id, run) -> cancelOn(id).contains(CancelOn.STATUS_CHANGE)
                && !StatusMerge.isSame(applied.after().status(), run.statusAtStart()));
    }

    /**
     * C2: ends the runs that C1 did not restart.
     *
     * @param restarted the numbers of the restarted runs, by automation
     */
    void endByReply(Map<String, Integer> restarted) {
        end(Reason.REPLIED,
                (id, run) -> !Integer.valueOf(run.number()).equals(restarted.get(id))
                        && cancelOn(id).contains(CancelOn.REPLY)
                        && !applied.occurredAt().isBefore(run.eventAt()));
    }

    private Set<CancelOn> cancelOn(String automationId) {
        return definition(automationId).map(Automation::cancelOn).orElse(CancelOn.ALL);
    }

    private Optional<Automation> definition(String automationId) {
        return catalog.automation(event.key().organizationId(), automationId);
    }

    private void end(Reason reason, BiPredicate<String, Run> ends) {
        for (String id : List.copyOf(progress.keySet())) {
            for (Run run : progressOf(id).runs()) {
                if (ends.test(id, run)) {
                    progress.put(id, progressOf(id).ended(run.number()));
                    decide(id, run, reason);
                }
            }
        }
    }

    private Progress progressOf(String id) {
        return Objects.requireNonNull(progress.get(id));
    }

    private void decide(String automationId, Run run, Reason reason) {
        int version = definition(automationId).map(Automation::version).orElse(run.automationVersion());
        decisions.add(new DecisionDraft(event, automationId, version, applied.after().lastNow()).about(run)
                .noting(applied.notes()).because(Outcome.CANCELLED, reason));
    }
}
