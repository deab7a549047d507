package dev.nudge.api.simulation;

import dev.nudge.decision.AutomationCatalog;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Verdict;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.message.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    private final AutomationCatalog rules;
    private final List<Step> followUps = new ArrayList<>();
    private int textLength;

    private Simulation(AutomationCatalog rules) {
        this.rules = rules;
    }

    /**
     * The result of the event.
     *
     * @param answer the automation's decision about the event; null when it makes none
     * @param ended the decisions that end the automation's waiting runs
     * @param messages the messages of the answer
     * @param followUps the result of each due timer, in the order in which they are due
     * @param more whether more timers would fall due than are simulated
     * @param repeated whether the lead received the event before (E5)
     */
    record Result(Instant at, @Nullable Decision answer, List<Decision> ended, List<Message> messages,
            List<Step> followUps, boolean more, boolean repeated) {}

    /** The decision of a due timer, and its messages. */
    record Step(Instant dueAt, Decision decision, List<Message> messages) {}

    /**
     * @param known the stored lead; null when there is none
     * @param at when the event is appended to the topic
     */
    static Result of(@Nullable Lead known, LeadEvent event, Instant at, String automationId, AutomationCatalog rules) {
        return new Simulation(rules).play(known == null ? null : alone(known, automationId), event, at);
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
                yield new Result(known.lastNow(), null, List.of(), List.of(), followUps, more, true);
            }
            case Verdict.Nothing _,Verdict.Early _ ->
                throw new IllegalStateException("Expected a decision about " + event.id() + " but found none");
        };
    }

    private Result played(Verdict.Decided decided) {
        Decision answer = null;
        List<Decision> ended = new ArrayList<>();
        for (Decision decision : decided.decisions()) {
            if (decision.outcome() == Outcome.CANCELLED) {
                ended.add(decision);
            } else {
                answer = decision;
            }
        }
        textLength += lengthOfTexts(decided.messages());
        boolean more = playTimers(decided.lead());
        return new Result(decided.lead().lastNow(), answer, ended, decided.messages(), followUps, more, false);
    }

    /** Returns true when it stopped before the last timer. */
    private boolean playTimers(Lead begin) {
        Lead lead = begin;
        for (Optional<DueTimer> next = next(lead); next.isPresent(); next = next(lead)) {
            if (followUps.size() == MAX_FOLLOW_UPS || textLength > MAX_TEXT) {
                return true;
            }
            Instant dueAt = next.get().dueAt();
            LeadEvent timer = LeadEvent.timerDue(lead.key(), next.get());
            if (!(Decider.decide(lead, timer, dueAt, rules) instanceof Verdict.Decided decided)) {
                throw new IllegalStateException("Expected a decision about " + timer.id() + " but found none");
            }
            followUps.add(new Step(dueAt, decided.decisions().getFirst(), decided.messages()));
            textLength += lengthOfTexts(decided.messages());
            lead = decided.lead();
        }
        return false;
    }

    /** The timer that is due first; several runs of event logic can wait. */
    private static Optional<DueTimer> next(Lead lead) {
        return lead.timers().min(Comparator.comparing(DueTimer::dueAt).thenComparingInt(DueTimer::run));
    }

    private static int lengthOfTexts(List<Message> messages) {
        return messages.stream().map(Message::text).filter(Objects::nonNull).mapToInt(String::length).sum();
    }
}
