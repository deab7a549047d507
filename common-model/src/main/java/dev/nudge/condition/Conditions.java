package dev.nudge.condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A list of conditions that must all hold; an empty list holds. Evaluation never throws. */
public record Conditions(List<Condition> elements) {

    /** The result, and a trace entry for every leaf regardless of the result (K4). */
    public record Judgement(boolean held, List<TraceEntry> trace) {}

    public Judgement judge(Facts facts, Instant now) {
        List<TraceEntry> trace = new ArrayList<>();
        boolean held = all(elements, new LeafJudge(facts, now), trace);
        return new Judgement(held && elements.stream().allMatch(Conditions::canBeJudged), List.copyOf(trace));
    }

    /** A condition that contains a leaf that cannot be evaluated does not hold, even if it negates that leaf. */
    private static boolean canBeJudged(Condition condition) {
        return switch (condition) {
            case Condition.Leaf leaf -> !(leaf.operand() instanceof Operand.TooLargePattern);
            case Condition.All(List<Condition> conditions) -> conditions.stream().allMatch(Conditions::canBeJudged);
            case Condition.Any(List<Condition> conditions) -> conditions.stream().allMatch(Conditions::canBeJudged);
            case Condition.Not(Condition inner) -> canBeJudged(inner);
        };
    }

    private static boolean judge(Condition condition, LeafJudge judge, List<TraceEntry> trace) {
        return switch (condition) {
            case Condition.Leaf leaf -> {
                TraceEntry entry = judge.judge(leaf);
                trace.add(entry);
                yield entry.held();
            }
            case Condition.All(List<Condition> conditions) -> all(conditions, judge, trace);
            case Condition.Any(List<Condition> conditions) -> any(conditions, judge, trace);
            case Condition.Not(Condition inner) -> !judge(inner, judge, trace);
        };
    }

    /** Evaluates every condition without short-circuiting, so that the trace contains every leaf. */
    private static boolean all(List<Condition> conditions, LeafJudge judge, List<TraceEntry> trace) {
        boolean held = true;
        for (Condition condition : conditions) {
            held &= judge(condition, judge, trace);
        }
        return held;
    }

    private static boolean any(List<Condition> conditions, LeafJudge judge, List<TraceEntry> trace) {
        boolean held = false;
        for (Condition condition : conditions) {
            held |= judge(condition, judge, trace);
        }
        return held;
    }
}
