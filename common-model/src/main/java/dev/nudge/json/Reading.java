package dev.nudge.json;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came of reading a document: it was understood, or everything that is wrong with it. */
public sealed interface Reading<T> {

    record Understood<T>(T value) implements Reading<T> {}

    record Refused<T>(List<Violation> violations) implements Reading<T> {

        private static final int LOGGED = 5;

        /** All faults in one text. It shows values of the document. */
        public String reason() {
            return reason(violations.size(), Violation::toString);
        }

        /** The first faults in one text that contains names and places of the document and no values: for the log. */
        public String reasonWithoutValues() {
            return reason(LOGGED, Violation::withoutValue);
        }

        private String reason(int limit, Function<Violation, String> text) {
            List<Violation> shown = violations.subList(0, Math.min(limit, violations.size()));
            int more = Violations.count(violations) - shown.size();
            return shown.stream().map(text).collect(Collectors.joining(" "))
                    + (more == 0 ? "" : " There are " + more + " more errors.");
        }
    }

    static <T> Reading<T> refused(String pointer, String sentence) {
        return refused(pointer, Violation.UNKNOWN_VALUE, sentence);
    }

    static <T> Reading<T> refused(String pointer, String code, String sentence) {
        return new Refused<>(List.of(new Violation(pointer, code, sentence)));
    }

    /** What comes of reading on. */
    default <R> Reading<R> flatMap(Function<? super T, Reading<R>> next) {
        return switch (this) {
            case Understood<T>(T value) -> next.apply(value);
            case Refused<T>(List<Violation> violations) -> new Refused<>(violations);
        };
    }

    /** For readers that only pass over what cannot be read. */
    default Optional<T> understood() {
        return this instanceof Understood<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** For documents that were checked when they were saved: a refusal is a broken invariant. */
    default T orThrow() {
        return switch (this) {
            case Understood<T>(T value) -> value;
            case Refused<T> refused -> throw new IllegalArgumentException(refused.reason());
        };
    }
}
