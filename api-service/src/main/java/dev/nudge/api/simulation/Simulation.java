package dev.nudge.api.simulation;

import dev.nudge.decision.AutomationCatalog;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.message.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Simulates an event and then every timer of the automation at its due instant, without other events. It uses the
 * engine's decision function (R2).
 */
final class Simulation {

    static final int MAX_FOLLOW_UPS = 50;
    private static final int MAX_TEXT = 1_000_000;

    private final String automationId;
    private final AutomationCatalog rules;
    private final List<Step> followUps = new ArrayList<>();
    private int textLength;

    private Simulation(String automationId, AutomationCatalog rules) {
        this.automationId = automationId;
        this.rules = rules;
    }

    /** The result of the event. */
    sealed interface Result {

        /**
         * @param answer the automation's decision about the event; null when it makes none
         * @param ended the decision that ends the automation's waiting run; null when no run ended
         * @param messages the messages of the answer
         * @param followUps the result of each due timer, in order
         * @param more whether more timers would fall due than are simulated
         */
        record Played(Instant at, @Nullable Decision answer, @Nullable Decision ended, List<Message> messages,
                List<Step> followUps, boolean more, boolean repeated) implements Result {}

        /** The event can't be applied to the lead (E2). */
        record Impossible(String reason) implements Result {}
    }

    /** The decision of a due timer, and its messages. */
    record Step(Instant dueAt, Decision decision, List<Message> messages) {}

    /**
     * @param known the stored lead; null when there is none
     * @param at when the event is appended to the topic
     */
    static Result of(@Nullable Lead known, LeadEvent event, Instant at, String automationId, AutomationCatalog rules) {
        return new Simulation(automationId, rules).play(known == null ? null : alone(known, automationId), event, at);
    }

    /** Removes the state of other automations. */
    private static Lead alone(Lead lead, String automationId) {
        SortedMap<String, Progress> progress = new TreeMap<>(lead.automations());
        progress.keySet().retainAll(List.of(automationId));
        return lead.with(Collections.unmodifiableSortedMap(progress));
    }

    private Result play(@Nullable Lead known, LeadEvent event, Instant at) {
        return switch (Decider.decide(known, event, at, rules)) {
            case Verdict.Decided decided -> played(decided);
            case Verdict.Nothing() when known != null -> {
                boolean more = playTimers(known);
                yield new Result.Played(known.lastNow(), null, null, List.of(), followUps, more, true);
            }
            case Verdict.Refused(String reason) -> new Result.Impossible(reason);
            case Verdict.Nothing _,Verdict.Early _ ->
                throw new IllegalStateException("Expected a decision about " + event.id() + " but found none");
        };
    }

    private Result played(Verdict.Decided decided) {
        Decision answer = null;
        Decision ended = null;
        for (Decision decision : decided.decisions()) {
            if (decision.outcome() == Outcome.CANCELLED) {
                ended = decision;
            } else {
                answer = decision;
            }
        }
        textLength += lengthOfTexts(decided.messages());
        boolean more = playTimers(decided.lead());
        return new Result.Played(decided.lead().lastNow(), answer, ended, decided.messages(), followUps, more, false);
    }

    /** Returns true when it stopped before the last timer. */
    private boolean playTimers(Lead begin) {
        Lead lead = begin;
        for (Run run = lead.waitingRunOf(automationId); run != null; run = lead.waitingRunOf(automationId)) {
            if (followUps.size() == MAX_FOLLOW_UPS || textLength > MAX_TEXT) {
                return true;
            }
            LeadEvent timer = LeadEvent.timerDue(lead.key(), run.timer(automationId));
            if (!(Decider.decide(lead, timer, run.dueAt(), rules) instanceof Verdict.Decided decided)) {
                throw new IllegalStateException("Expected a decision about " + timer.id() + " but found none");
            }
            followUps.add(new Step(run.dueAt(), decided.decisions().getFirst(), decided.messages()));
            textLength += lengthOfTexts(decided.messages());
            lead = decided.lead();
        }
        return false;
    }

    private static int lengthOfTexts(List<Message> messages) {
        return messages.stream().map(Message::text).filter(Objects::nonNull).mapToInt(String::length).sum();
    }
}
