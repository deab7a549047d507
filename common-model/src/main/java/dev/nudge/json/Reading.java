package dev.nudge.json;

import java.util.List;
import java.util.stream.Collectors;

/** What came of reading a document: it was understood, or everything that is wrong with it. */
public sealed interface Reading<T> {

    record Understood<T>(T value) implements Reading<T> {}

    record Refused<T>(List<Violation> violations) implements Reading<T> {

        /** All faults in one text. */
        public String reason() {
            return violations.stream().map(Violation::toString).collect(Collectors.joining(" "));
        }
    }

    static <T> Reading<T> refused(String pointer, String sentence) {
        return new Refused<>(List.of(new Violation(pointer, Violation.UNKNOWN_VALUE, sentence)));
    }

    /** For documents that were checked when they were saved: a refusal is a broken invariant. */
    default T orThrow() {
        return switch (this) {
            case Understood<T>(T value) -> value;
            case Refused<T> refused -> throw new IllegalArgumentException(refused.reason());
        };
    }
}
