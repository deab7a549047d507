package dev.nudge.message;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a message's delivery (G2). */
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
     * Whether a user can request another attempt: delivery has ended, and the message is neither known to have been
     * sent nor opted out of. An expired message waits for the next opening of its window.
     */
    public boolean canBeRetried() {
        return switch (this) {
            case FAILED, EXPIRED, UNKNOWN -> true;
            case QUEUED, SENDING, SENT, DELIVERED, OPTED_OUT -> false;
        };
    }
}
