package dev.nudge.condition;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A list of conditions that must all hold; an empty list holds. Evaluation never throws. */
public record Conditions(List<Condition> elements) {

    public static final Conditions NONE = new Conditions(List.of());

    /** The result, and a trace entry for every leaf regardless of the result (K4). Unknown does not hold (K2). */
    public record Judgement(boolean held, List<TraceEntry> trace) {}

    /**
     * Judges the conditions.
     *
     * @param zone of dates, days and weeks (K2, D6)
     */
    public Judgement judge(Facts facts, Instant now, ZoneId zone) {
        List<TraceEntry> trace = new ArrayList<>();
        Truth held = all(elements, new LeafJudge(facts, now, zone), trace);
        return new Judgement(held == Truth.TRUE, List.copyOf(trace));
    }

    /** The fields that the conditions refer to. */
    public Stream<String> fields() {
        return elements.stream().flatMap(Conditions::fields);
    }

    private static Stream<String> fields(Condition condition) {
        return switch (condition) {
            case Condition.Leaf leaf -> Stream.of(leaf.field());
            case Condition.All(List<Condition> conditions) -> conditions.stream().flatMap(Conditions::fields);
            case Condition.Any(List<Condition> conditions) -> conditions.stream().flatMap(Conditions::fields);
            case Condition.Not(Condition inner) -> fields(inner);
        };
    }

    private static Truth judge(Condition condition, LeafJudge judge, List<TraceEntry> trace) {
        return switch (condition) {
            case Condition.Leaf leaf -> {
                TraceEntry entry = judge.judge(leaf);
                trace.add(entry);
                yield entry.held();
            }
            case Condition.All(List<Condition> conditions) -> all(conditions, judge, trace);
            case Condition.Any(List<Condition> conditions) -> any(conditions, judge, trace);
            case Condition.Not(Condition inner) -> judge(inner, judge, trace).not();
        };
    }

    /** Evaluates every condition without short-circuiting, so that the trace contains every leaf. */
    private static Truth all(List<Condition> conditions, LeafJudge judge, List<TraceEntry> trace) {
        Truth held = Truth.TRUE;
        for (Condition condition : conditions) {
            held = held.and(judge(condition, judge, trace));
        }
        return held;
    }

    private static Truth any(List<Condition> conditions, LeafJudge judge, List<TraceEntry> trace) {
        Truth held = Truth.FALSE;
        for (Condition condition : conditions) {
            held = held.or(judge(condition, judge, trace));
        }
        return held;
    }
}
