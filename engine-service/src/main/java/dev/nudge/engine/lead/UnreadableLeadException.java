package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import java.util.Objects;

/** A lead's document isn't as the engine writes it, so that nothing can be decided about the lead until it is mended. */
public final class UnreadableLeadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LeadKey key;

    public UnreadableLeadException(LeadKey key, Throwable cause) {
        super("The lead's document can't be read: " + cause, cause);
        this.key = key;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public LeadKey key() {
        return key;
    }
}
