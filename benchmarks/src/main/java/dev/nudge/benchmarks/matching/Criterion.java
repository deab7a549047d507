package dev.nudge.benchmarks.matching;

import java.util.List;

/** A condition that each of the libraries can express. */
sealed interface Criterion {

    /** A criterion about a field, which is named by its path in the event. */
    sealed interface Leaf extends Criterion {
        String path();
    }

    /** Whether the field is one of these texts. */
    record In(String path, List<String> texts) implements Leaf {}

    record AtLeast(String path, int number) implements Leaf {}

    record Exists(String path) implements Leaf {}

    /** Whether the field starts with a text without letters, so that libraries need not agree about case. */
    record StartsWith(String path, String start) implements Leaf {}

    record All(List<Criterion> criteria) implements Criterion {}

    record Any(List<Criterion> criteria) implements Criterion {}

    /** The negation of a criterion about a field that every event has. */
    record Not(Leaf criterion) implements Criterion {}
}
