package dev.nudge.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.nudge.json.Instants;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.UnicodeText;
import dev.nudge.json.Violation;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads conditions from their JSON. Conditions that could never be evaluated are refused here, when the automation is
 * saved (K3). A reader reads the conditions of one automation.
 */
public final class ConditionReader {

    static final int MAX_DEPTH = 8;
    static final int MAX_LEAVES = 64;
    private static final int MAX_TEXT_LENGTH = 1_024;
    private static final int MAX_LIST_SIZE = 1_000;
    private static final Set<String> LEAF = Set.of("field", "op", "value");

    private final boolean stored;
    private final Patterns patterns = new Patterns();
    private int leaves;
    private boolean patternsAreTooLarge;

    private ConditionReader(boolean stored) {
        this.stored = stored;
    }

    /** A reader of a request body's conditions. */
    public static ConditionReader ofRequests() {
        return new ConditionReader(false);
    }

    /** A reader of stored conditions: a pattern that exceeds the present bounds is kept, but never evaluated. */
    public static ConditionReader ofDocuments() {
        return new ConditionReader(true);
    }

    /**
     * Reads the conditions in the field {@code name} of an object; violations are added to the object's. The patterns
     * of all conditions that one reader reads have a common bound.
     */
    public Conditions read(JsonObject object, String name) {
        leaves = 0;
        List<Condition> conditions = list(object, name, 1);
        if (leaves > MAX_LEAVES) {
            object.violation(name, Violation.SIZE,
                    "Expected at most " + MAX_LEAVES + " conditions but found " + leaves + ".");
        }
        return new Conditions(List.copyOf(conditions));
    }

    private List<Condition> list(JsonObject object, String name, int depth) {
        List<Condition> conditions = new ArrayList<>();
        object.objects(name, MAX_LIST_SIZE)
                .forEach(element -> Optional.ofNullable(element(element, depth)).ifPresent(conditions::add));
        return conditions;
    }

    private @Nullable Condition element(JsonObject element, int depth) {
        if (depth > MAX_DEPTH) {
            element.violationAt(element.pointer(), Violation.SIZE,
                    "Expected conditions nested at most " + MAX_DEPTH + " deep but found more.");
            return null;
        }
        if (element.has("field") || element.has("op")) {
            return leaf(element);
        }
        List<String> names = element.names().size() == 1
                ? List.copyOf(element.names())
                : element.names().stream().filter(element::has).toList();
        if (names.size() != 1) {
            return unknown(element);
        }
        return switch (names.getFirst()) {
            case "all" -> new Condition.All(group(element, "all", depth));
            case "any" -> new Condition.Any(group(element, "any", depth));
            case "not" -> negation(element, depth);
            default -> unknown(element);
        };
    }

    private List<Condition> group(JsonObject element, String name, int depth) {
        if (element.hasNoElements(name)) {
            element.violation(name, Violation.REQUIRED, "Expected a non-empty list of conditions in \"" + name
                    + "\" but found " + JsonObject.typeOf(element.get(name)) + ".");
        }
        return List.copyOf(list(element, name, depth + 1));
    }

    private @Nullable Condition negation(JsonObject element, int depth) {
        JsonObject inner = element.object("not");
        if (inner == null) {
            if (!element.has("not")) {
                element.violation("not", Violation.REQUIRED, "Expected a condition in \"not\" but found null.");
            }
            return null;
        }
        Condition condition = element(inner, depth + 1);
        return condition == null ? null : new Condition.Not(condition);
    }

    private @Nullable Condition unknown(JsonObject element) {
        element.violationAt(element.pointer(), Violation.UNKNOWN_FIELD,
                "Expected a condition {\"field\", \"op\", \"value\"} or one group, \"all\", \"any\" or \"not\", but found "
                        + (element.names().isEmpty()
                                ? "an empty object"
                                : Json.cut("\"" + String.join("\", \"", element.names()) + "\"", 100))
                        + ".");
        return null;
    }

    private @Nullable Condition leaf(JsonObject leaf) {
        leaves++;
        leaf.allowOnly(LEAF);
        String field = leaf.requiredText("field", 200);
        String name = leaf.requiredText("op", 40);
        Optional<Operator> operator = Operator.named(name);
        if (operator.isEmpty()) {
            if (!name.isBlank()) {
                leaf.violation("op", Violation.UNKNOWN_VALUE, "Unknown operator \"" + Json.cut(name, 60)
                        + "\"; known are "
                        + String.join(", ", Arrays.stream(Operator.values()).map(Operator::json).toList())
                        + ".");
            }
            return null;
        }
        Object value = Json.normalized(leaf.get("value"));
        leaf.checkStorable(Collections.singletonMap("value", value));
        Operand operand = operand(leaf, operator.get(), value);
        return operand == null ? null : new Condition.Leaf(field, operator.get(), value, operand);
    }

    private @Nullable Operand operand(JsonObject leaf, Operator operator, @Nullable Object value) {
        return switch (operator.takes()) {
            case NOTHING -> value == null ? new Operand.Nothing() : refused(leaf, operator, "no value", value);
            case SCALAR -> value != null && isScalar(value)
                    ? new Operand.Scalars(List.of(value), ScalarSet.of(List.of(value)))
                    : refused(leaf, operator, "a text, a number, true or false", value);
            case SCALARS -> scalars(leaf, operator, value);
            case TEXT -> value instanceof String text && Json.length(text) <= MAX_TEXT_LENGTH
                    ? text(text)
                    : refused(leaf, operator, "a text of at most " + MAX_TEXT_LENGTH + " characters", value);
            case PATTERN -> pattern(leaf, operator, value);
            case ORDERED -> point(value).map(Operand.class::cast)
                    .orElseGet(() -> refused(leaf, operator,
                            "a number, an instant, a date or a duration such as -24h", value));
            case RANGE -> range(leaf, operator, value);
            case AGE -> Optional.ofNullable(value).filter(String.class::isInstance).map(String.class::cast)
                    .flatMap(RelativeTime::unsigned).map(age -> (Operand) new Operand.Age(age))
                    .orElseGet(() -> refused(leaf, operator, "a duration such as 36h or 7d", value));
        };
    }

    private static boolean isScalar(Object value) {
        return value instanceof Number || value instanceof Boolean
                || value instanceof String text && Json.length(text) <= MAX_TEXT_LENGTH;
    }

    private static @Nullable Operand scalars(JsonObject leaf, Operator operator, @Nullable Object value) {
        if (value instanceof List<?> list && !list.isEmpty() && list.size() <= MAX_LIST_SIZE
                && list.stream().allMatch(element -> element != null && isScalar(element))) {
            return new Operand.Scalars(List.copyOf(list), ScalarSet.of(list));
        }
        return refused(leaf, operator, "a list of 1 to " + MAX_LIST_SIZE + " texts, numbers, true or false", value);
    }

    private @Nullable Operand pattern(JsonObject leaf, Operator operator, @Nullable Object value) {
        if (!(value instanceof String text) || Json.length(text) > Patterns.MAX_LENGTH) {
            return refused(leaf, operator, "an RE2 pattern of at most " + Patterns.MAX_LENGTH + " characters", value);
        }
        if (leaves > MAX_LEAVES || patternsAreTooLarge && !stored) {
            return null; // already refused; skip the compilation, which takes time
        }
        try {
            Optional<Pattern> pattern = patterns.compile(text);
            if (pattern.isEmpty() && !stored) {
                patternsAreTooLarge = true;
                leaf.violation("value", Violation.SIZE, "Expected patterns of at most " + Patterns.MAX_INSTRUCTIONS
                        + " instructions in all conditions together, but this pattern exceeds the limit."
                        + " Use fewer or smaller repetitions such as {1,100}.");
                return null;
            }
            return pattern.<Operand>map(Operand.Regex::new).orElseGet(Operand.TooLargePattern::new);
        } catch (PatternSyntaxException notAPattern) {
            leaf.violation("value", Violation.FORMAT,
                    "Expected an RE2 pattern but this one does not compile: " + notAPattern.getMessage() + ".");
            return null;
        }
    }

    private static Operand text(String text) {
        String folded = UnicodeText.foldCase(text);
        return new Operand.Text(folded, new Needle(folded));
    }

    /** K2: a text is a number, a duration, a date or an instant, whichever it is first. */
    private static Optional<Operand.Point> point(@Nullable Object value) {
        return switch (value) {
            case Number number -> Optional.of(amount(number));
            case String text -> Scalars.number(text).<Operand.Point>map(ConditionReader::amount)
                    .or(() -> RelativeTime.signed(text).map(Operand.FromNow::new))
                    .or(() -> Scalars.date(text).map(Operand.Day::new))
                    .or(() -> Instants.of(text).map(Operand.Moment::new));
            case null, default -> Optional.empty();
        };
    }

    private static Operand.Amount amount(Number number) {
        return new Operand.Amount(number, Instants.of(number).orElse(null));
    }

    private @Nullable Operand range(JsonObject leaf, Operator operator, @Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 2) {
            Optional<Operand.Point> low = point(list.get(0));
            Optional<Operand.Point> high = point(list.get(1));
            if (low.isPresent() && high.isPresent()
                    && low.get() instanceof Operand.Amount == high.get() instanceof Operand.Amount) {
                if (!stored && isAbove(low.get(), high.get())) {
                    leaf.violation("value", Violation.CONFLICT, "Expected a list [low, high] in \"value\", but found a"
                            + " low value above the high one: " + Json.cut(shown(value), 120) + ".");
                    return null;
                }
                return new Operand.Range(low.get(), high.get());
            }
        }
        return refused(leaf, operator, "a list [low, high] of two numbers or two instants", value);
    }

    /** Whether the first value is above the second, whatever now is. */
    private static boolean isAbove(Operand.Point low, Operand.Point high) {
        if (low instanceof Operand.Amount(Number first, var _)
                && high instanceof Operand.Amount(Number second, var _)) {
            return Json.compare(first, second) > 0;
        }
        if (low instanceof Operand.FromNow(RelativeTime first)
                && high instanceof Operand.FromNow(RelativeTime second)) {
            return first.length().compareTo(second.length()) > 0;
        }
        if (low instanceof Operand.Day(LocalDate first) && high instanceof Operand.Day(LocalDate second)) {
            return first.isAfter(second);
        }
        return low instanceof Operand.Moment(Instant first) && high instanceof Operand.Moment(Instant second)
                && first.isAfter(second);
    }

    private static @Nullable Operand refused(JsonObject leaf, Operator operator, String expected,
            @Nullable Object found) {
        leaf.violation("value", found == null ? Violation.REQUIRED : Violation.TYPE, "The operator \"" + operator.json()
                + "\" takes " + expected + " but found " + Json.cut(shown(found), 120) + ".");
        return null;
    }

    private static String shown(@Nullable Object found) {
        return found instanceof List<?> list
                ? list.stream().map(ConditionReader::element).collect(Collectors.joining(", ", "[", "]"))
                : JsonObject.typeOf(found);
    }

    private static String element(@Nullable Object found) {
        return switch (found) {
            case String text -> "\"" + text + "\"";
            case Number number -> number.toString();
            case null, default -> JsonObject.typeOf(found);
        };
    }
}
