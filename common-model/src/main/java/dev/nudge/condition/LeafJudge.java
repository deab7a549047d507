package dev.nudge.condition;

import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Judges one leaf; what each operator means is here and nowhere else (K1, K2). */
final class LeafJudge {

    private static final Answer YES = new Answer(true, null);
    private static final Answer NO = new Answer(false, null);

    private record Answer(boolean held, @Nullable String note) {

        static Answer of(boolean held) {
            return held ? YES : NO;
        }

        /** K2: values that can't be compared make the leaf false, and the trace says so. */
        static Answer incomparable(String expected, Object actual) {
            return new Answer(false,
                    "Expected " + expected + " but the field holds " + JsonObject.kindOf(actual) + ".");
        }
    }

    private LeafJudge() {}

    static TraceEntry judge(Condition.Leaf leaf, Facts facts, Instant now) {
        Object actual = facts.value(leaf.field());
        return switch (leaf.operator()) {
            case CHANGED, CHANGED_FROM, CHANGED_TO -> {
                Change change = facts.change(leaf.field());
                yield traced(leaf, change == null ? actual : change.to(), changed(leaf, change));
            }
            default -> traced(leaf, actual, actual == null
                    ? Answer.of(leaf.operator().holdsForMissing())
                    : compare(leaf, actual, now));
        };
    }

    private static TraceEntry traced(Condition.Leaf leaf, @Nullable Object judged, Answer answer) {
        return new TraceEntry(leaf.field(), leaf.operator().json(), leaf.value(), judged, answer.held(), answer.note());
    }

    private static Answer changed(Condition.Leaf leaf, @Nullable Change change) {
        if (change == null || change.to() == null) { // K1: a field that is gone is a missing one
            return NO;
        }
        return switch (leaf.operand()) {
            case Operand.Scalar(Object value) -> {
                Object side = leaf.operator() == Operator.CHANGED_FROM ? change.from() : change.to();
                yield Answer.of(side != null && equal(side, value));
            }
            default -> YES;
        };
    }

    private static Answer compare(Condition.Leaf leaf, Object actual, Instant now) {
        return switch (leaf.operand()) {
            case Operand.Nothing() -> Answer.of(leaf.operator() == Operator.EXISTS);
            case Operand.Scalar(Object value) -> Answer.of(equal(actual, value) == (leaf.operator() == Operator.EQ));
            case Operand.Scalars(List<Object> values) ->
                Answer.of(values.stream().anyMatch(value -> equal(actual, value)) == (leaf.operator() == Operator.IN));
            case Operand.Text text -> text(leaf.operator(), actual, text);
            case Operand.Regex(var pattern) -> actual instanceof String text
                    ? Answer.of(pattern.matcher(text).find())
                    : Answer.incomparable("a text", actual);
            case Operand.Point point -> ordered(leaf.operator(), actual, point, now);
            case Operand.Range(Operand.Point low, Operand.Point high) -> {
                Answer aboveLow = ordered(Operator.GTE, actual, low, now);
                yield aboveLow.held() ? ordered(Operator.LTE, actual, high, now) : aboveLow;
            }
            case Operand.Age(var age) -> age(leaf.operator(), actual, now.minus(age), now);
        };
    }

    /** Numbers by value, text exactly, a list by any of its elements; an instant by what the text means. */
    private static boolean equal(Object actual, Object expected) {
        return switch (actual) {
            case List<?> list -> list.contains(expected);
            case Instant instant -> expected instanceof String text && Json.instant(text).equals(Optional.of(instant));
            default -> actual.equals(expected);
        };
    }

    private static Answer text(Operator operator, Object actual, Operand.Text expected) {
        boolean negated = operator == Operator.NOT_CONTAINS;
        if (actual instanceof List<?> list && (negated || operator == Operator.CONTAINS)) {
            return Answer.of(list.contains(expected.text()) != negated);
        }
        if (!(actual instanceof String text)) {
            return Answer.incomparable("a text", actual);
        }
        BiPredicate<String, String> test = switch (operator) {
            case STARTS_WITH -> String::startsWith;
            case ENDS_WITH -> String::endsWith;
            default -> String::contains;
        };
        return Answer.of(test.test(text.toLowerCase(Locale.ROOT), expected.lowerCase()) != negated);
    }

    private static Answer ordered(Operator operator, Object actual, Operand.Point expected, Instant now) {
        return switch (expected) {
            case Operand.Amount(Number number) -> actual instanceof Number found
                    ? inOrder(operator, Json.compare(found, number))
                    : Answer.incomparable("a number", actual);
            case Operand.Moment(Instant instant) -> ordered(operator, actual, instant);
            case Operand.FromNow(var offset) -> ordered(operator, actual, now.plus(offset));
        };
    }

    private static Answer ordered(Operator operator, Object actual, Instant expected) {
        return instant(actual).map(found -> inOrder(operator, found.compareTo(expected)))
                .orElseGet(() -> Answer.incomparable("an instant", actual));
    }

    private static Answer inOrder(Operator operator, int comparison) {
        return Answer.of(switch (operator) {
            case GT -> comparison > 0;
            case GTE -> comparison >= 0;
            case LT -> comparison < 0;
            default -> comparison <= 0;
        });
    }

    private static Answer age(Operator operator, Object actual, Instant since, Instant now) {
        return instant(actual)
                .map(found -> operator == Operator.OLDER_THAN
                        ? Answer.of(found.isBefore(since))
                        : Answer.of(!found.isBefore(since) && !found.isAfter(now)))
                .orElseGet(() -> Answer.incomparable("an instant", actual));
    }

    private static Optional<Instant> instant(Object value) {
        return switch (value) {
            case Instant instant -> Optional.of(instant);
            case String text -> Json.instant(text);
            default -> Optional.empty();
        };
    }
}
