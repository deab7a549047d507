package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import java.util.Map;

/** Leads' documents aren't as the engine writes them: nothing can be decided about them until they are mended. */
public final class UnreadableLeadsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<LeadKey, String> reasons;

    /** @param reasons why each can't be read, in a sentence */
    public UnreadableLeadsException(Map<LeadKey, String> reasons) {
        super("Leads that can't be read: " + reasons);
        this.reasons = Map.copyOf(reasons);
    }

    public Map<LeadKey, String> reasons() {
        return reasons;
    }
}
