package dev.nudge.condition;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An operator's value, parsed and validated once, when the automation is saved. */
public sealed interface Operand {

    record Nothing() implements Operand {}

    record Scalar(Object value) implements Operand {}

    record Scalars(List<Object> values, ScalarSet set) implements Operand {}

    /** A text to search for, and the same text in lower case. */
    record Text(String text, Needle lowerCase) implements Operand {}

    record Regex(Pattern pattern) implements Operand {}

    /** A pattern that was saved before the patterns of an automation had a common bound, and that exceeds it. */
    record TooLargePattern() implements Operand {}

    record Range(Point low, Point high) implements Operand {}

    record Age(Duration duration) implements Operand {}

    /** A value that can be ordered. */
    sealed interface Point extends Operand {}

    record Amount(Number number) implements Point {}

    record Moment(Instant instant) implements Point {}

    record FromNow(Duration offset) implements Point {}
}
