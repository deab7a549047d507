package dev.nudge.condition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of an automation's conditions: a leaf, or a group of others. */
public sealed interface Condition {

    /** @param value as it was written, for the trace */
    record Leaf(String field, Operator operator, @Nullable Object value, Operand operand) implements Condition {}

    record All(List<Condition> conditions) implements Condition {}

    record Any(List<Condition> conditions) implements Condition {}

    record Not(Condition condition) implements Condition {}
}
