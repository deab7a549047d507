package dev.nudge.condition;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A list of conditions that must all hold; an empty list holds. Evaluation never throws. */
public record Conditions(List<Condition> elements) {

    public static final Conditions NONE = new Conditions(List.of());

    /** The result of an evaluation. Unknown does not hold (K2). */
    public record Judgement(boolean held, List<JudgedLeaf> leaves) {

        /** An entry for every leaf regardless of the result (K4). */
        public List<TraceEntry> trace() {
            return leaves.stream().map(JudgedLeaf::traced).toList();
        }
    }

    /** Judges the conditions in a zone that is known. */
    public Judgement judge(Facts facts, Instant now, ZoneId zone) {
        return judge(facts, now, () -> zone);
    }

    /**
     * Judges the conditions.
     *
     * @param zone of dates, days and weeks (K2, D6); called at most once, because few conditions need it
     */
    public Judgement judge(Facts facts, Instant now, Supplier<ZoneId> zone) {
        List<JudgedLeaf> leaves = new ArrayList<>();
        Truth held = all(elements, new LeafJudge(facts, now, zone), leaves);
        return new Judgement(held == Truth.TRUE, leaves);
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

    /** @param leaves to which every leaf is added */
    private static Truth judge(Condition condition, LeafJudge judge, List<JudgedLeaf> leaves) {
        return switch (condition) {
            case Condition.Leaf leaf -> {
                JudgedLeaf judged = judge.judge(leaf);
                leaves.add(judged);
                yield judged.held();
            }
            case Condition.All(List<Condition> conditions) -> all(conditions, judge, leaves);
            case Condition.Any(List<Condition> conditions) -> any(conditions, judge, leaves);
            case Condition.Not(Condition inner) -> judge(inner, judge, leaves).not();
        };
    }

    /** Every condition is evaluated, so that the trace has every leaf. */
    private static Truth all(List<Condition> conditions, LeafJudge judge, List<JudgedLeaf> leaves) {
        Truth held = Truth.TRUE;
        for (Condition condition : conditions) {
            held = held.and(judge(condition, judge, leaves));
        }
        return held;
    }

    private static Truth any(List<Condition> conditions, LeafJudge judge, List<JudgedLeaf> leaves) {
        Truth held = Truth.FALSE;
        for (Condition condition : conditions) {
            held = held.or(judge(condition, judge, leaves));
        }
        return held;
    }
}
