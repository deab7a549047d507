package dev.nudge.reference;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an automation's conditions (K1 to K4) for one lead and one event, leaf by leaf, without short-circuiting.
 */
final class Conditions {
    private static final List<String> INSTANTS = List.of("createdAt", "statusChangedAt", "lastInboundAt",
            "lastOutboundAt");
    /** AMBIGUITY: an instant is not a text, so that these operators are false for it. */
    private static final List<String> TEXT_ONLY = List.of("contains", "notContains", "startsWith", "endsWith",
            "matches");

    private final Lead lead;
    private final String automationId;
    private final Lead.Cause cause;
    private final Instant now;
    private final List<Map<String, Object>> trace = new ArrayList<>();

    Conditions(Lead lead, String automationId, Lead.Cause cause, Instant now) {
        this.lead = lead;
        this.automationId = automationId;
        this.cause = cause;
        this.now = now;
    }

    List<Map<String, Object>> trace() {
        return trace;
    }

    boolean all(List<?> elements) {
        boolean held = true;
        for (Object element : elements) {
            held &= holds(Values.object(element));
        }
        return held;
    }

    private boolean any(List<?> elements) {
        boolean held = false;
        for (Object element : elements) {
            held |= holds(Values.object(element));
        }
        return held;
    }

    private boolean holds(Map<String, Object> element) {
        if (element.containsKey("all")) {
            return all(Values.list(element.get("all")));
        }
        if (element.containsKey("any")) {
            return any(Values.list(element.get("any")));
        }
        if (element.containsKey("not")) {
            return !holds(Values.object(element.get("not")));
        }
        return leaf(String.valueOf(element.get("field")), String.valueOf(element.get("op")), element.get("value"));
    }

    private boolean leaf(String field, String operator, @Nullable Object expected) {
        Object actual = value(field);
        boolean held;
        if (operator.startsWith("changed")) {
            Object before = eventField(field) ? null : cause.before().field(field, automationId);
            Object after = eventField(field) ? null : cause.after().field(field, automationId);
            // AMBIGUITY: `event.*` never counts as changed; other fields are changed if their values differ, whether or
            // not the event contains them.
            boolean changed = !Values.same(before, after);
            // K1, literally: a field that is missing after the event was not "changed", although the event removed it.
            // AMBIGUITY: "from" and "to" mean `eq` before and after, that is, membership for a list.
            held = changed && after != null && switch (operator) {
                case "changed" -> true;
                case "changedFrom" -> before != null && equal(field, before, expected);
                default -> equal(field, after, expected);
            };
            // AMBIGUITY: at due time, the trace shows the evaluated value, that is, the value that the event gave the
            // field.
            actual = changed ? after : actual;
        } else if (actual == null) {
            held = List.of("neq", "notIn", "notContains", "notExists").contains(operator);
        } else {
            held = present(field, actual, operator, expected)
                    && !(INSTANTS.contains(field) && TEXT_ONLY.contains(operator));
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("field", field);
        entry.put("op", operator);
        entry.put("expected", shortened(expected));
        entry.put("actual", shortened(actual));
        entry.put("held", held);
        trace.add(entry);
        return held;
    }

    private boolean present(String field, Object actual, String operator, @Nullable Object expected) {
        return switch (operator) {
            case "exists" -> true;
            case "notExists" -> false;
            case "eq" -> equal(field, actual, expected);
            case "neq" -> !equal(field, actual, expected);
            case "in" -> Values.list(expected).stream().anyMatch(each -> equal(field, actual, each));
            case "notIn" -> Values.list(expected).stream().noneMatch(each -> equal(field, actual, each));
            case "gt" -> ordered(actual, expected, order -> order > 0);
            case "gte" -> ordered(actual, expected, order -> order >= 0);
            case "lt" -> ordered(actual, expected, order -> order < 0);
            case "lte" -> ordered(actual, expected, order -> order <= 0);
            case "between" -> {
                List<?> bounds = Values.list(expected);
                yield ordered(actual, bounds.get(0), order -> order >= 0)
                        && ordered(actual, bounds.get(1), order -> order <= 0);
            }
            case "contains", "notContains" -> {
                if (actual instanceof List<?>) {
                    yield equal(field, actual, expected) == operator.equals("contains");
                }
                // K2: types that cannot be compared make the leaf false, also for `notContains`.
                yield actual instanceof String text && expected instanceof String part
                        && lower(text).contains(lower(part)) == operator.equals("contains");
            }
            case "startsWith" ->
                actual instanceof String text && expected instanceof String part && lower(text).startsWith(lower(part));
            case "endsWith" ->
                actual instanceof String text && expected instanceof String part && lower(text).endsWith(lower(part));
            case "matches" -> expected instanceof String pattern && (actual instanceof List<?> list
                    ? list.stream().anyMatch(each -> matches(each, pattern))
                    : matches(actual, pattern));
            case "withinLast" -> within(actual, expected);
            case "olderThan" -> older(actual, expected);
            default -> throw new IllegalArgumentException("Expected an operator of the contract but found " + operator);
        };
    }

    /** Evaluated on the first 4,096 characters; the lists in histories are shorter altogether. */
    private static boolean matches(@Nullable Object actual, String pattern) {
        return actual instanceof String text
                && Pattern.compile(pattern).matcher(text.substring(0, Math.min(text.length(), 4_096))).find();
    }

    /** AMBIGUITY: an instant of the engine is equal to the same instant in any notation. */
    private static boolean equal(String field, Object actual, @Nullable Object expected) {
        if (INSTANTS.contains(field)) {
            return Values.same(Values.instant(actual), Values.instant(expected));
        }
        if (actual instanceof List<?> list) {
            return list.stream().anyMatch(element -> Values.same(element, expected));
        }
        return Values.same(actual, expected);
    }

    /**
     * AMBIGUITY: only the automation's value may be relative to now; a field with the value `-24h` is not an instant.
     */
    private boolean ordered(Object actual, @Nullable Object expected, IntPredicate holds) {
        if (actual instanceof Number one && expected instanceof Number other) {
            return holds.test(Values.decimal(one).compareTo(Values.decimal(other)));
        }
        Instant one = Values.instant(actual);
        Instant relative = Values.relative(expected, now);
        Instant other = relative != null ? relative : Values.instant(expected);
        return one != null && other != null && holds.test(one.compareTo(other));
    }

    /**
     * AMBIGUITY: an age equal to the duration is within it; an instant in the future is neither within the last nor
     * older.
     */
    private boolean within(Object actual, @Nullable Object expected) {
        Instant instant = Values.instant(actual);
        Duration duration = Values.duration(expected);
        return instant != null && duration != null && !instant.isBefore(now.minus(duration)) && !instant.isAfter(now);
    }

    private boolean older(Object actual, @Nullable Object expected) {
        Instant instant = Values.instant(actual);
        Duration duration = Values.duration(expected);
        return instant != null && duration != null && instant.isBefore(now.minus(duration));
    }

    private @Nullable Object value(String field) {
        if (field.equals("event.type")) {
            return cause.type();
        }
        if (field.startsWith("event.data.")) {
            return cause.data().get(field.substring("event.data.".length()));
        }
        return lead.field(field, automationId);
    }

    private static boolean eventField(String field) {
        return field.equals("event.type") || field.startsWith("event.data.");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** K4. AMBIGUITY: in a list, each text is truncated. */
    private static @Nullable Object shortened(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> shortened = new ArrayList<>();
            list.forEach(each -> shortened.add(shortened(each)));
            return shortened;
        }
        return value instanceof String text && text.length() > 256 ? text.substring(0, 256) : value;
    }
}
