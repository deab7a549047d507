package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import java.util.Map;

/** The documents of these leads cannot be read. Their events cannot be decided until the documents are corrected. */
public final class UnreadableLeadsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<LeadKey, String> reasons;

    /** @param reasons for each lead, a sentence that says why its document cannot be read */
    public UnreadableLeadsException(Map<LeadKey, String> reasons) {
        super("The documents of these leads cannot be read: " + reasons);
        this.reasons = Map.copyOf(reasons);
    }

    public Map<LeadKey, String> reasons() {
        return reasons;
    }
}
