package dev.nudge.condition;

import com.google.re2j.Pattern;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator's value, parsed and validated once, when the automation is saved. */
public sealed interface Operand {

    record Nothing() implements Operand {}

    /** One value or several, any of which may be equal. */
    record Scalars(List<Object> values, ScalarSet set) implements Operand {}

    /** A text to search for, without its case. */
    record Text(String folded, Needle needle) implements Operand {}

    record Regex(Pattern pattern) implements Operand {}

    /** A pattern that was saved before the patterns of an automation had a common bound, and that exceeds it. */
    record TooLargePattern() implements Operand {}

    record Range(Point low, Point high) implements Operand {}

    record Age(RelativeTime age) implements Operand {}

    /** A value that can be ordered. */
    sealed interface Point extends Operand {}

    /** @param instant the instant that the number is in epoch seconds or milliseconds; null when it is none */
    record Amount(Number number, @Nullable Instant instant) implements Point {}

    record Moment(Instant instant) implements Point {}

    /** The first instant of a date. */
    record Day(LocalDate date) implements Point {}

    record FromNow(RelativeTime time) implements Point {}
}
