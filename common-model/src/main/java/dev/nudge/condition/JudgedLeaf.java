package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/**
 * A leaf that was evaluated. Its entry in a trace is made only if a decision needs it.
 *
 * @param actual the value that was judged
 * @param note why the result is unknown; null when it is not (K2)
 */
public record JudgedLeaf(Condition.Leaf leaf, @Nullable Object actual, Truth held, @Nullable String note) {

    TraceEntry traced() {
        return new TraceEntry(leaf.field(), leaf.operator().json(), leaf.value(), actual, held, note);
    }
}
