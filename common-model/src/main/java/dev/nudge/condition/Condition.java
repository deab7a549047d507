package dev.nudge.condition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element of an automation's conditions: a leaf or a group. */
public sealed interface Condition {

    /** @param value the operator's value as written in JSON, for the trace */
    record Leaf(String field, Operator operator, @Nullable Object value, Operand operand) implements Condition {}

    record All(List<Condition> conditions) implements Condition {}

    record Any(List<Condition> conditions) implements Condition {}

    record Not(Condition condition) implements Condition {}
}
