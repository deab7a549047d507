package dev.nudge.engine.delivery;

import dev.nudge.message.MessageState;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an attempt, a look-up or a check.
 *
 * @param message as it was read
 * @param reached the state that it reaches; null when it is to be tried again
 * @param again the message as it waits for its next attempt or look-up; null when it does not wait
 * @param optsOut whether the provider says that the recipient has opted out
 * @param isGone whether the webhook's address is gone
 */
record Outcome(Document message, MessageChange change, @Nullable MessageState reached, @Nullable Document again,
        boolean optsOut, boolean isGone) {

    static Outcome of(Document message, MessageChange change, MessageState reached) {
        return new Outcome(message, change, reached, null, false, false);
    }

    /** Whether the message was handed over, as far as is known since this outcome. */
    boolean isSent() {
        return reached == MessageState.SENT || reached == MessageState.DELIVERED;
    }
}
