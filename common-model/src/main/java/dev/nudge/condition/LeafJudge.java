package dev.nudge.condition;

import com.google.re2j.Pattern;
import dev.nudge.json.Instants;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.UnicodeText;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the leaves of one evaluation; the only place that defines what each operator means (K1, K2). The cost of a
 * leaf grows linearly with the size of the field's value; work on long lists and texts is shared by all leaves.
 */
final class LeafJudge {

    private static final Answer YES = new Answer(Truth.TRUE, null);
    private static final Answer NO = new Answer(Truth.FALSE, null);
    private static final Answer NOT_KEPT = new Answer(Truth.UNKNOWN,
            "The value was not kept: the event's data are larger than 8 KiB.");
    private static final Answer CUT = new Answer(Truth.UNKNOWN,
            "The values before and after the event were not kept completely, because they are large.");
    /** E4: their case and white space do not matter. */
    private static final Set<String> STATUS_FIELDS = Set.of("status", "previousStatus", "attributes.status");

    private record Answer(Truth held, @Nullable String note) {

        static Answer of(boolean held) {
            return held ? YES : NO;
        }

        /** K2: values that cannot be compared make the leaf unknown, with a note in the trace. */
        static Answer incomparable(String expected, Object actual) {
            return new Answer(Truth.UNKNOWN,
                    "Expected " + expected + " but the field holds " + JsonObject.kindOf(actual) + ".");
        }
    }

    /** The number of characters that {@code matches} examines; for a list, of all its texts together. */
    static final int MAX_MATCHED_LENGTH = 4_096;

    /** Texts up to this length are converted faster than a conversion is found. */
    private static final int MAX_SHORT_LENGTH = 64;

    private final Facts facts;
    private final Instant now;
    private final Supplier<ZoneId> findZone;
    private @Nullable ZoneId zone;
    private @Nullable SharedWork shared;

    LeafJudge(Facts facts, Instant now, Supplier<ZoneId> findZone) {
        this.facts = facts;
        this.now = now;
        this.findZone = findZone;
    }

    /** One zone for all leaves, also when the organization's changes meanwhile. */
    private ZoneId zone() {
        ZoneId present = zone;
        if (present == null) {
            present = findZone.get();
            zone = present;
        }
        return present;
    }

    private SharedWork shared() {
        SharedWork present = shared;
        if (present == null) {
            present = new SharedWork();
            shared = present;
        }
        return present;
    }

    JudgedLeaf judge(Condition.Leaf leaf) {
        Object actual = facts.value(leaf.field());
        if (Facts.NOT_KEPT.equals(actual)) {
            return judged(leaf, null, NOT_KEPT);
        }
        return switch (leaf.operator()) {
            case CHANGED, CHANGED_FROM, CHANGED_TO -> {
                Change change = facts.change(leaf.field());
                yield judged(leaf, change == null ? actual : change.to(), changed(leaf, change));
            }
            default -> judged(leaf, actual, answer(leaf, actual));
        };
    }

    private static JudgedLeaf judged(Condition.Leaf leaf, @Nullable Object actual, Answer answer) {
        return new JudgedLeaf(leaf, actual, answer.held(), answer.note());
    }

    private Answer answer(Condition.Leaf leaf, @Nullable Object actual) {
        if (actual == null || Json.isMissing(actual)) {
            return Answer.of(leaf.operator().holdsForMissing());
        }
        return compare(leaf, actual);
    }

    private Answer changed(Condition.Leaf leaf, @Nullable Change change) {
        if (Change.UNKNOWN.equals(change)) {
            return CUT;
        }
        if (change == null || !change.isToCut() && Json.isMissing(change.to())) { // K1: what was removed is missing
            return NO;
        }
        boolean isFrom = leaf.operator() == Operator.CHANGED_FROM;
        Object side = isFrom ? change.from() : change.to();
        return switch (leaf.operand()) {
            case Operand.Scalars _ when isFrom ? change.isFromCut() : change.isToCut() -> CUT;
            case Operand.Scalars scalars -> Json.isMissing(side) ? NO : isIn(leaf, side, scalars);
            default -> YES;
        };
    }

    private Answer compare(Condition.Leaf leaf, Object actual) {
        return switch (leaf.operand()) {
            case Operand.Nothing() -> Answer.of(leaf.operator() == Operator.EXISTS);
            case Operand.Scalars scalars -> {
                Answer isIn = isIn(leaf, actual, scalars);
                boolean negated = leaf.operator() == Operator.NEQ || leaf.operator() == Operator.NOT_IN;
                yield negated ? new Answer(isIn.held().not(), isIn.note()) : isIn;
            }
            case Operand.Text text -> text(leaf.operator(), actual, text);
            case Operand.Regex(var pattern) -> matches(pattern, actual);
            case Operand.TooLargePattern() -> new Answer(Truth.UNKNOWN, "The patterns of this automation are too large"
                    + " to evaluate. Save the automation with fewer repetitions in its patterns.");
            case Operand.Point point -> ordered(leaf.operator(), actual, point);
            case Operand.Range(Operand.Point low, Operand.Point high) -> {
                Answer aboveLow = ordered(Operator.GTE, actual, low);
                Answer belowHigh = ordered(Operator.LTE, actual, high);
                yield aboveLow.held().and(belowHigh.held()) == aboveLow.held() ? aboveLow : belowHigh;
            }
            case Operand.Age(var age) -> age(leaf.operator(), actual, age.negated().from(now, zone()));
        };
    }

    /** Whether the value equals one of the operator's; of a list, whether an element does, exactly. */
    private Answer isIn(Condition.Leaf leaf, @Nullable Object actual, Operand.Scalars expected) {
        Truth held = switch (actual) {
            case List<?> list ->
                Truth.of(expected.values().stream().anyMatch(shared().scalars(list)::containsExactly));
            case String status when STATUS_FIELDS.contains(leaf.field()) -> expected.set().containsStatus(status);
            case null -> Truth.FALSE;
            default -> expected.set().contains(actual, this::zone);
        };
        return switch (held) {
            case TRUE -> YES;
            case FALSE -> NO;
            case UNKNOWN -> Answer.incomparable("a value that can be compared", Objects.requireNonNull(actual));
        };
    }

    private static Answer matches(Pattern pattern, Object actual) {
        return switch (actual) {
            case String text -> Answer.of(pattern.matcher(Json.cut(text, MAX_MATCHED_LENGTH)).find());
            case List<?> list when hasText(list) -> Answer.of(matchesAny(pattern, list));
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

    private static boolean hasText(List<?> list) {
        return list.stream().anyMatch(String.class::isInstance);
    }

    private Answer text(Operator operator, Object actual, Operand.Text expected) {
        return switch (actual) {
            case String text -> Answer.of(holds(operator, folded(text), expected));
            case List<?> list when operator == Operator.CONTAINS || operator == Operator.NOT_CONTAINS ->
                Answer.of(shared().members(list)
                        .contains(UnicodeText.trim(expected.folded())) == (operator == Operator.CONTAINS));
            case List<?> list when hasText(list) -> Answer.of(list.stream().anyMatch(
                    element -> element instanceof String text && holds(operator, shared().folded(text), expected)));
            default -> Answer.incomparable("a text", actual);
        };
    }

    private String folded(String text) {
        return text.length() > MAX_SHORT_LENGTH ? shared().folded(text) : UnicodeText.foldCase(text);
    }

    private static boolean holds(Operator operator, String folded, Operand.Text expected) {
        return switch (operator) {
            case STARTS_WITH -> folded.startsWith(expected.folded());
            case ENDS_WITH -> folded.endsWith(expected.folded());
            default -> expected.needle().isIn(folded) == (operator == Operator.CONTAINS);
        };
    }

    private Answer ordered(Operator operator, Object actual, Operand.Point expected) {
        return switch (expected) {
            case Operand.Amount(Number number, Instant instant) -> actual instanceof Instant found && instant != null
                    ? inOrder(operator, found.compareTo(instant))
                    : number(actual).map(found -> inOrder(operator, Json.compare(found, number)))
                            .orElseGet(() -> Answer.incomparable("a number", actual));
            case Operand.Moment(Instant instant) -> ordered(operator, actual, instant);
            case Operand.Day(var date) -> ordered(operator, actual, Scalars.startOf(date, zone()));
            case Operand.FromNow(var time) -> ordered(operator, actual, time.from(now, zone()));
        };
    }

    private Answer ordered(Operator operator, Object actual, Instant expected) {
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

    /** Both operators hold at the boundary (D6). */
    private Answer age(Operator operator, Object actual, Instant since) {
        return instant(actual)
                .map(found -> operator == Operator.OLDER_THAN
                        ? Answer.of(!found.isAfter(since))
                        : Answer.of(!found.isBefore(since) && !found.isAfter(now)))
                .orElseGet(() -> Answer.incomparable("an instant", actual));
    }

    private static Optional<Number> number(Object value) {
        return switch (value) {
            case Number number -> Optional.of(number);
            case String text -> Scalars.number(text);
            default -> Optional.empty();
        };
    }

    private Optional<Instant> instant(Object value) {
        return Instants.of(value).or(() -> value instanceof String text
                ? Scalars.date(text).map(date -> Scalars.startOf(date, zone()))
                : Optional.empty());
    }
}
