package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lead's latest opt-out or opt-in for a kind of address (F4).
 *
 * @param at when it occurred
 * @param by the user who recorded it; null when the lead did, by keyword
 */
public record Consent(boolean optedOut, Instant at, @Nullable String by) {

    /**
     * The one that counts: the newest, and of two of the same instant the opt-out. An opt-out by the lead remains the
     * lead's if a user records one too.
     */
    static Consent newer(@Nullable Consent known, Consent candidate) {
        if (known == null) {
            return candidate;
        }
        boolean isNewer = candidate.at().isAfter(known.at())
                || candidate.at().equals(known.at()) && candidate.optedOut() && !known.optedOut();
        Consent newest = isNewer ? candidate : known;
        return newest.optedOut() && (known.isOptOutOfLead() && candidate.optedOut()
                || candidate.isOptOutOfLead() && known.optedOut()) ? new Consent(true, newest.at(), null) : newest;
    }

    /** Whether the lead itself opted out. */
    public boolean isOptOutOfLead() {
        return optedOut && by == null;
    }
}
