package dev.nudge.reference;

import com.google.re2j.Pattern;
import dev.nudge.reference.Lead.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges an automation's conditions (K1 to K6, D6) for one lead and one event, leaf by leaf, without stopping early.
 */
final class Conditions {
    /** K2. */
    enum Held {
        TRUE,
        FALSE,
        UNKNOWN;

        static Held of(boolean held) {
            return held ? TRUE : FALSE;
        }

        Held not() {
            return switch (this) {
                case TRUE -> FALSE;
                case FALSE -> TRUE;
                case UNKNOWN -> UNKNOWN;
            };
        }
    }

    private static final List<String> INSTANTS = List.of("createdAt", "statusChangedAt", "lastInboundAt",
            "lastOutboundAt");
    private static final List<String> ENGINE_FIELDS = List.of("createdAt", "previousStatus", "statusChangedAt",
            "lastInboundAt", "lastOutboundAt", "lastInboundChannel", "lastInboundBody", "lastInboundDirection",
            "lastMessageDirection", "inboundCount", "outboundCount");
    private static final List<String> TRUE_FOR_MISSING = List.of("neq", "notIn", "notContains", "notExists");
    /** S10: the value of a path that the run did not keep. */
    private static final Object NOT_KEPT = new Object();

    private final Lead lead;
    private final String automationId;
    private final Cause cause;
    private final Instant now;
    private final ZoneId zone;
    private final List<Map<String, Object>> trace = new ArrayList<>();

    Conditions(Lead lead, String automationId, Cause cause, Instant now, ZoneId zone) {
        this.lead = lead;
        this.automationId = automationId;
        this.cause = cause;
        this.now = now;
        this.zone = zone;
    }

    List<Map<String, Object>> trace() {
        return List.copyOf(trace);
    }

    /** Unknown at the top does not hold. */
    boolean hold(List<?> elements) {
        return all(elements) == Held.TRUE;
    }

    // ---- groups

    private Held all(List<?> elements) {
        List<Held> held = elements.stream().map(element -> element(Values.object(element))).toList();
        return held.contains(Held.FALSE) ? Held.FALSE : held.contains(Held.UNKNOWN) ? Held.UNKNOWN : Held.TRUE;
    }

    private Held any(List<?> elements) {
        List<Held> held = elements.stream().map(element -> element(Values.object(element))).toList();
        return held.contains(Held.TRUE) ? Held.TRUE : held.contains(Held.UNKNOWN) ? Held.UNKNOWN : Held.FALSE;
    }

    private Held element(Map<String, Object> element) {
        if (element.containsKey("all")) {
            return all(Values.list(element.get("all")));
        }
        if (element.containsKey("any")) {
            return any(Values.list(element.get("any")));
        }
        if (element.containsKey("not")) {
            return element(Values.object(element.get("not"))).not();
        }
        return leaf(String.valueOf(element.get("field")), String.valueOf(element.get("op")), element.get("value"));
    }

    // ---- leaves

    private Held leaf(String field, String operator, @Nullable Object expected) {
        Object actual = value(field);
        Held held;
        if (actual == NOT_KEPT) {
            held = Held.UNKNOWN;
            actual = null;
        } else if (operator.startsWith("changed")) {
            Object before = changedValue(field, cause.before(), cause.followUpsBefore());
            Object after = changedValue(field, cause.after(), cause.followUpsAfter());
            held = changed(field, operator, before, after, expected);
            actual = unchanged(field, before, after) ? actual : after;
        } else if (Values.missing(actual)) {
            held = Held.of(TRUE_FOR_MISSING.contains(operator));
        } else {
            held = present(field, operator, actual, expected);
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("field", field);
        entry.put("op", operator);
        entry.put("expected", shortened(expected));
        entry.put("actual", shortened(actual));
        entry.put("held", held == Held.UNKNOWN ? "unknown" : (Object) (held == Held.TRUE));
        trace.add(entry);
        return held;
    }

    private Held present(String field, String operator, @Nullable Object actual, @Nullable Object expected) {
        return switch (operator) {
            case "exists" -> Held.TRUE;
            case "notExists" -> Held.FALSE;
            case "eq" -> equal(field, actual, expected);
            case "neq" -> equal(field, actual, expected).not();
            case "in" -> in(field, actual, expected);
            case "notIn" -> in(field, actual, expected).not();
            case "gt" -> ordered(actual, expected, order -> order > 0);
            case "gte" -> ordered(actual, expected, order -> order >= 0);
            case "lt" -> ordered(actual, expected, order -> order < 0);
            case "lte" -> ordered(actual, expected, order -> order <= 0);
            case "between" -> between(actual, Values.list(expected));
            case "contains" -> contains(field, actual, expected);
            case "notContains" -> contains(field, actual, expected).not();
            case "startsWith" -> ofText(field, actual, expected,
                    (text, start) -> Values.folded(text).startsWith(Values.folded(start)));
            case "endsWith" -> ofText(field, actual, expected,
                    (text, end) -> Values.folded(text).endsWith(Values.folded(end)));
            case "matches" -> ofText(field, actual, expected, Conditions::matches);
            case "withinLast" -> withinLast(actual, expected);
            case "olderThan" -> olderThan(actual, expected);
            default -> throw new IllegalArgumentException("Expected an operator of the contract but found " + operator);
        };
    }

    // ---- equality

    private Held equal(String field, @Nullable Object actual, @Nullable Object expected) {
        if (INSTANTS.contains(field)) {
            Instant instant = Instants.inCondition(expected, zone);
            return instant == null ? Held.UNKNOWN : Held.of(instant.equals(Instants.inCondition(actual, zone)));
        }
        if (actual instanceof List<?> list) { // membership is exact
            return Held.of(list.stream().anyMatch(element -> Values.same(element, expected)));
        }
        return scalarsEqual(field, actual, expected);
    }

    private static Held scalarsEqual(String field, @Nullable Object actual, @Nullable Object expected) {
        if (actual instanceof Number || expected instanceof Number) {
            BigDecimal one = Values.number(actual);
            BigDecimal other = Values.number(expected);
            return one == null || other == null ? Held.UNKNOWN : Held.of(one.compareTo(other) == 0);
        }
        if (expected instanceof Boolean operand) {
            Boolean truth = truth(actual);
            return truth == null ? Held.UNKNOWN : Held.of(truth.equals(operand));
        }
        if (actual instanceof String text && expected instanceof String operand) {
            return Held.of(statusField(field) ? Values.sameStatus(text, operand) : text.equals(operand));
        }
        return Held.UNKNOWN;
    }

    private static @Nullable Boolean truth(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        String text = value instanceof String given ? Values.folded(given) : "";
        return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    }

    /** E4. */
    private static boolean statusField(String field) {
        return field.equals("status") || field.equals("attributes.status") || field.equals("previousStatus");
    }

    /** True if any element equals, else false if any is comparable, else unknown. */
    private static Held anyElement(List<?> list, Function<@Nullable Object, Held> judge) {
        List<Held> held = new ArrayList<>();
        for (Object element : list) {
            held.add(judge.apply(element));
        }
        return held.contains(Held.TRUE) ? Held.TRUE : held.contains(Held.FALSE) ? Held.FALSE : Held.UNKNOWN;
    }

    private Held in(String field, @Nullable Object actual, @Nullable Object expected) {
        return anyElement(Values.list(expected), element -> equal(field, actual, element));
    }

    // ---- order

    private Held ordered(@Nullable Object actual, @Nullable Object expected, IntPredicate holds) {
        BigDecimal number = Values.number(actual);
        BigDecimal limit = Values.number(expected);
        if (number != null && limit != null) {
            return Held.of(holds.test(number.compareTo(limit)));
        }
        Instant instant = Instants.inCondition(actual, zone);
        Instant relative = Instants.relative(expected, now, zone);
        Instant other = relative == null ? Instants.inCondition(expected, zone) : relative;
        return instant == null || other == null ? Held.UNKNOWN : Held.of(holds.test(instant.compareTo(other)));
    }

    private Held between(@Nullable Object actual, List<?> limits) {
        Held low = ordered(actual, limits.get(0), order -> order >= 0);
        Held high = ordered(actual, limits.get(1), order -> order <= 0);
        if (low == Held.UNKNOWN || high == Held.UNKNOWN) {
            return Held.UNKNOWN;
        }
        return Held.of(low == Held.TRUE && high == Held.TRUE);
    }

    /** D6: both hold at the boundary; false for the future. */
    private Held withinLast(@Nullable Object actual, @Nullable Object expected) {
        Instant instant = Instants.inCondition(actual, zone);
        Instant limit = Instants.relative("-" + expected, now, zone);
        return instant == null || limit == null
                ? Held.UNKNOWN
                : Held.of(!instant.isBefore(limit) && !instant.isAfter(now));
    }

    private Held olderThan(@Nullable Object actual, @Nullable Object expected) {
        Instant instant = Instants.inCondition(actual, zone);
        Instant limit = Instants.relative("-" + expected, now, zone);
        return instant == null || limit == null ? Held.UNKNOWN : Held.of(!instant.isAfter(limit));
    }

    // ---- text

    private static Held contains(String field, @Nullable Object actual, @Nullable Object expected) {
        if (actual instanceof List<?> list) {
            return Held.of(list.stream().anyMatch(element -> element instanceof String text
                    && Values.folded(Values.trimmed(text))
                            .equals(Values.folded(Values.trimmed(String.valueOf(expected))))));
        }
        return ofText(field, actual, expected, (text, part) -> Values.folded(text).contains(Values.folded(part)));
    }

    /** On a list, any element. */
    private static Held ofText(String field, @Nullable Object actual, @Nullable Object expected,
            BiPredicate<String, String> holds) {
        if (actual instanceof List<?> list) {
            return anyElement(list, element -> ofText(field, element, expected, holds));
        }
        boolean texts = actual instanceof String && expected instanceof String && !INSTANTS.contains(field);
        return texts ? Held.of(holds.test(String.valueOf(actual), String.valueOf(expected))) : Held.UNKNOWN;
    }

    private static boolean matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text.substring(0, Math.min(text.length(), 4_096))).find();
    }

    // ---- changes

    /** K1 also holds here: a field that is missing after the event makes the leaf false. */
    private Held changed(String field, String operator, @Nullable Object before, @Nullable Object after,
            @Nullable Object expected) {
        if (unchanged(field, before, after) || Values.missing(after)) {
            return Held.FALSE;
        }
        return switch (operator) {
            case "changed" -> Held.TRUE;
            case "changedFrom" -> Values.missing(before) ? Held.FALSE : equal(field, before, expected);
            case "changedTo" -> equal(field, after, expected);
            default -> throw new IllegalArgumentException("Expected an operator of the contract but found " + operator);
        };
    }

    private static boolean unchanged(String field, @Nullable Object before, @Nullable Object after) {
        if (statusField(field)) {
            return Values.sameStatus(Values.text(before), Values.text(after));
        }
        return Values.missing(before) ? Values.missing(after) : Values.same(before, after);
    }

    /** `event.*` never changes. */
    private @Nullable Object changedValue(String field, Map<String, Object> fields,
            Map<String, Integer> followUps) {
        if (field.equals("followUpCount")) {
            return followUps.getOrDefault(automationId, 0);
        }
        return field.equals("event.type") || field.startsWith("event.data.") ? null : fieldOf(fields, field);
    }

    // ---- fields

    private @Nullable Object value(String field) {
        if (field.equals("event.type")) {
            return cause.type();
        }
        if (field.startsWith("event.data.")) {
            String path = field.substring("event.data.".length());
            return kept(path) ? Values.path(cause.data(), path) : NOT_KEPT;
        }
        return field.equals("followUpCount")
                ? (Object) lead.progress(automationId).followUps
                : fieldOf(lead.fields(), field);
    }

    /** S10: a path is kept when it, or an object that contains it, was kept. */
    private boolean kept(String path) {
        List<String> paths = cause.keptPaths();
        return paths == null
                || paths.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "."));
    }

    private static @Nullable Object fieldOf(Map<String, Object> fields, String field) {
        if (ENGINE_FIELDS.contains(field)) {
            return fields.get(field);
        }
        String path = field.startsWith("attributes.") ? field.substring("attributes.".length()) : field;
        return Values.path(fields.get("attributes"), path);
    }

    /** K4. In a list each text is cut. */
    private static @Nullable Object shortened(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> shortened = new ArrayList<>();
            list.forEach(each -> shortened.add(shortened(each)));
            return shortened;
        }
        return value instanceof String text && text.length() > 256 ? text.substring(0, 256) : value;
    }
}
