package dev.nudge.condition;

import com.google.re2j.Pattern;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the leaves of one evaluation; the only place that defines what each operator means (K1, K2). The cost of a
 * leaf grows linearly with the size of the field's value; work on long lists and texts is shared by all leaves.
 */
final class LeafJudge {

    private static final Answer YES = new Answer(true, null);
    private static final Answer NO = new Answer(false, null);

    private record Answer(boolean held, @Nullable String note) {

        static Answer of(boolean held) {
            return held ? YES : NO;
        }

        /** K2: values that cannot be compared make the leaf false, with a note in the trace. */
        static Answer incomparable(String expected, Object actual) {
            return new Answer(false,
                    "Expected " + expected + " but the field holds " + JsonObject.kindOf(actual) + ".");
        }
    }

    /** The number of characters that {@code matches} examines; for a list, of all its texts together. */
    static final int MAX_MATCHED_LENGTH = 4_096;

    private final Facts facts;
    private final Instant now;
    private final SharedWork shared = new SharedWork();

    LeafJudge(Facts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    TraceEntry judge(Condition.Leaf leaf) {
        Object actual = facts.value(leaf.field());
        return switch (leaf.operator()) {
            case CHANGED, CHANGED_FROM, CHANGED_TO -> {
                Change change = facts.change(leaf.field());
                yield traced(leaf, change == null ? actual : change.to(), changed(leaf, change));
            }
            default -> traced(leaf, actual, actual == null
                    ? Answer.of(leaf.operator().holdsForMissing())
                    : compare(leaf, actual));
        };
    }

    private static TraceEntry traced(Condition.Leaf leaf, @Nullable Object judged, Answer answer) {
        return new TraceEntry(leaf.field(), leaf.operator().json(), leaf.value(), judged, answer.held(), answer.note());
    }

    private Answer changed(Condition.Leaf leaf, @Nullable Change change) {
        if (change == null || change.to() == null) { // K1: a field that was removed counts as missing
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

    private Answer compare(Condition.Leaf leaf, Object actual) {
        return switch (leaf.operand()) {
            case Operand.Nothing() -> Answer.of(leaf.operator() == Operator.EXISTS);
            case Operand.Scalar(Object value) -> Answer.of(equal(actual, value) == (leaf.operator() == Operator.EQ));
            case Operand.Scalars scalars -> Answer.of(isIn(actual, scalars) == (leaf.operator() == Operator.IN));
            case Operand.Text text -> text(leaf.operator(), actual, text);
            case Operand.Regex(var pattern) -> matches(pattern, actual);
            case Operand.TooLargePattern() -> new Answer(false, "The patterns of this automation are too large to"
                    + " evaluate. Save the automation with fewer repetitions in its patterns.");
            case Operand.Point point -> ordered(leaf.operator(), actual, point);
            case Operand.Range(Operand.Point low, Operand.Point high) -> {
                Answer aboveLow = ordered(Operator.GTE, actual, low);
                yield aboveLow.held() ? ordered(Operator.LTE, actual, high) : aboveLow;
            }
            case Operand.Age(var age) -> age(leaf.operator(), actual, now.minus(age), now);
        };
    }

    /**
     * Compares numbers by value, texts exactly, a list by any of its elements, and an instant with the instant that a
     * text represents.
     */
    private boolean equal(Object actual, Object expected) {
        return switch (actual) {
            case List<?> list -> shared.scalars(list).contains(expected);
            case Instant instant -> expected instanceof String text && Json.instant(text).equals(Optional.of(instant));
            default -> actual.equals(expected);
        };
    }

    private boolean isIn(Object actual, Operand.Scalars expected) {
        return actual instanceof List<?> list
                ? expected.values().stream().anyMatch(shared.scalars(list)::contains)
                : expected.set().contains(actual);
    }

    private static Answer matches(Pattern pattern, Object actual) {
        return switch (actual) {
            case String text -> Answer.of(pattern.matcher(Json.cut(text, MAX_MATCHED_LENGTH)).find());
            case List<?> list when list.stream().anyMatch(String.class::isInstance) ->
                Answer.of(matchesAny(pattern, list));
            default -> Answer.incomparable("a text", actual);
        };
    }

    private static boolean matchesAny(Pattern pattern, List<?> list) {
        int left = MAX_MATCHED_LENGTH;
        for (Object element : list) {
            if (element instanceof String text && left > 0) {
                if (pattern.matcher(Json.cut(text, left)).find()) {
                    return true;
                }
                left -= text.length() + 1; // the end of the text is also a position that a pattern can match
            }
        }
        return false;
    }

    private Answer text(Operator operator, Object actual, Operand.Text expected) {
        boolean negated = operator == Operator.NOT_CONTAINS;
        if (actual instanceof List<?> list && (negated || operator == Operator.CONTAINS)) {
            return Answer.of(shared.scalars(list).contains(expected.text()) != negated);
        }
        if (!(actual instanceof String text)) {
            return Answer.incomparable("a text", actual);
        }
        String lowerCase = shared.lowerCase(text);
        Needle needle = expected.lowerCase();
        return Answer.of(switch (operator) {
            case STARTS_WITH -> lowerCase.startsWith(needle.text());
            case ENDS_WITH -> lowerCase.endsWith(needle.text());
            default -> needle.isIn(lowerCase) != negated;
        });
    }

    private Answer ordered(Operator operator, Object actual, Operand.Point expected) {
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
