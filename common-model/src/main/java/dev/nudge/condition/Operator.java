package dev.nudge.condition;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operators by their names in JSON, with the type of value that each one takes (K3). */
public enum Operator {

    EQ("eq", Takes.SCALAR),
    NEQ("neq", Takes.SCALAR),
    GT("gt", Takes.ORDERED),
    GTE("gte", Takes.ORDERED),
    LT("lt", Takes.ORDERED),
    LTE("lte", Takes.ORDERED),
    BETWEEN("between", Takes.RANGE),
    IN("in", Takes.SCALARS),
    NOT_IN("notIn", Takes.SCALARS),
    CONTAINS("contains", Takes.TEXT),
    NOT_CONTAINS("notContains", Takes.TEXT),
    STARTS_WITH("startsWith", Takes.TEXT),
    ENDS_WITH("endsWith", Takes.TEXT),
    MATCHES("matches", Takes.PATTERN),
    EXISTS("exists", Takes.NOTHING),
    NOT_EXISTS("notExists", Takes.NOTHING),
    CHANGED("changed", Takes.NOTHING),
    CHANGED_FROM("changedFrom", Takes.SCALAR),
    CHANGED_TO("changedTo", Takes.SCALAR),
    WITHIN_LAST("withinLast", Takes.AGE),
    OLDER_THAN("olderThan", Takes.AGE);

    /** The type of value that an operator takes. */
    public enum Takes {
        /** No value. */
        NOTHING("none"),
        /** A text, a number, true or false. */
        SCALAR("value"),
        /** A non-empty list of scalars. */
        SCALARS("values"),
        /** A text. */
        TEXT("text"),
        /** An RE2 pattern. */
        PATTERN("pattern"),
        /** A number, an ISO-8601 instant, or a duration relative to now such as {@code -24h}. */
        ORDERED("ordered"),
        /** A list of two ordered values of the same type. */
        RANGE("range"),
        /** A duration such as {@code 36h} or {@code 7d}. */
        AGE("duration");

        private final String json;

        Takes(String json) {
            this.json = json;
        }

        /** The name in the catalog. */
        public String json() {
            return json;
        }
    }

    private static final Map<String, Operator> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(operator -> operator.json, Function.identity()));

    private final String json;
    private final Takes takes;

    Operator(String json, Takes takes) {
        this.json = json;
        this.takes = takes;
    }

    public static Optional<Operator> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The operator's name in JSON. */
    public String json() {
        return json;
    }

    public Takes takes() {
        return takes;
    }

    /** Whether the operator judges what an event changed, instead of a value. */
    public boolean isAboutChanges() {
        return this == CHANGED || this == CHANGED_FROM || this == CHANGED_TO;
    }

    /** K1: whether the operator holds for a field that has no value. */
    boolean holdsForMissing() {
        return switch (this) {
            case NEQ, NOT_IN, NOT_CONTAINS, NOT_EXISTS -> true;
            case EQ, GT, GTE, LT, LTE, BETWEEN, IN, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES, EXISTS, CHANGED,
                    CHANGED_FROM, CHANGED_TO, WITHIN_LAST, OLDER_THAN ->
                false;
        };
    }
}
