package dev.nudge.condition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A list of conditions that must all hold; an empty one holds. Judging never throws. */
public record Conditions(List<Condition> elements) {

    /** What was judged, leaf by leaf, whatever the outcome (K4). */
    public record Judgement(boolean held, List<TraceEntry> trace) {}

    public Judgement judge(Facts facts, Instant now) {
        List<TraceEntry> trace = new ArrayList<>();
        boolean held = all(elements, facts, now, trace);
        return new Judgement(held, List.copyOf(trace));
    }

    private static boolean judge(Condition condition, Facts facts, Instant now, List<TraceEntry> trace) {
        return switch (condition) {
            case Condition.Leaf leaf -> {
                TraceEntry entry = LeafJudge.judge(leaf, facts, now);
                trace.add(entry);
                yield entry.held();
            }
            case Condition.All(List<Condition> conditions) -> all(conditions, facts, now, trace);
            case Condition.Any(List<Condition> conditions) -> any(conditions, facts, now, trace);
            case Condition.Not(Condition inner) -> !judge(inner, facts, now, trace);
        };
    }

    /** No short cut: the trace shows every leaf. */
    private static boolean all(List<Condition> conditions, Facts facts, Instant now, List<TraceEntry> trace) {
        boolean held = true;
        for (Condition condition : conditions) {
            held &= judge(condition, facts, now, trace);
        }
        return held;
    }

    private static boolean any(List<Condition> conditions, Facts facts, Instant now, List<TraceEntry> trace) {
        boolean held = false;
        for (Condition condition : conditions) {
            held |= judge(condition, facts, now, trace);
        }
        return held;
    }
}
