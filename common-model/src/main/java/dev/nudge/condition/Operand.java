package dev.nudge.condition;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An operator's value, read and checked once, when the automation is saved. */
public sealed interface Operand {

    record Nothing() implements Operand {}

    record Scalar(Object value) implements Operand {}

    record Scalars(List<Object> values, ScalarSet set) implements Operand {}

    /** A text to look for, and the same in lower case. */
    record Text(String text, Needle lowerCase) implements Operand {}

    record Regex(Pattern pattern) implements Operand {}

    /** A pattern that was saved when patterns were not bounded together, and does not fit. */
    record TooLargePattern() implements Operand {}

    record Range(Point low, Point high) implements Operand {}

    record Age(Duration duration) implements Operand {}

    /** Something that has an order. */
    sealed interface Point extends Operand {}

    record Amount(Number number) implements Point {}

    record Moment(Instant instant) implements Point {}

    record FromNow(Duration offset) implements Point {}
}
