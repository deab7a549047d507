package dev.nudge.json;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The result of reading a document: the value that was read, or all violations. */
public sealed interface Reading<T> {

    record Understood<T>(T value) implements Reading<T> {}

    record Refused<T>(List<Violation> violations) implements Reading<T> {

        private static final int LOGGED = 5;

        /** All violations in one text, including values of the document. */
        public String reason() {
            return reason(violations.size(), Violation::toString);
        }

        /**
         * The first violations in one text that contains names and pointers but no values of the document; for the log.
         */
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

    /** Applies a further step to a value that was read; a refusal stays a refusal. */
    default <R> Reading<R> flatMap(Function<? super T, Reading<R>> next) {
        return switch (this) {
            case Understood<T>(T value) -> next.apply(value);
            case Refused<T>(List<Violation> violations) -> new Refused<>(violations);
        };
    }

    /** The value that was read; empty for a refusal. For readers that skip invalid documents. */
    default Optional<T> understood() {
        return this instanceof Understood<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /**
     * The value that was read. For documents that were validated when they were saved, so that a refusal is a broken
     * invariant.
     *
     * @throws IllegalArgumentException when the document was refused
     */
    default T orThrow() {
        return switch (this) {
            case Understood<T>(T value) -> value;
            case Refused<T> refused -> throw new IllegalArgumentException(refused.reason());
        };
    }
}
