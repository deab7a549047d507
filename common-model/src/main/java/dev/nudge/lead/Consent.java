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

    /** The one that counts: the newest, and of two of the same instant the opt-out. */
    static Consent newer(@Nullable Consent known, Consent candidate) {
        if (known == null || candidate.at().isAfter(known.at())) {
            return candidate;
        }
        return candidate.at().equals(known.at()) && candidate.optedOut() && !known.optedOut() ? candidate : known;
    }
}
