package dev.nudge.message;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a message's delivery stands (G2). */
public enum MessageState {

    QUEUED,
    SENDING,
    SENT,
    DELIVERED,
    FAILED,
    EXPIRED,
    OPTED_OUT,
    UNKNOWN;

    public static Optional<MessageState> named(@Nullable String name) {
        return Arrays.stream(values()).filter(state -> state.name().equals(name)).findFirst();
    }

    /**
     * Whether a person may have the message tried again: delivery has given it up, and neither is it known to have been
     * sent nor was it kept back for the lead's sake.
     */
    public boolean canBeRetried() {
        return switch (this) {
            case FAILED, UNKNOWN -> true;
            case QUEUED, SENDING, SENT, DELIVERED, EXPIRED, OPTED_OUT -> false;
        };
    }
}
