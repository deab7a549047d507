package dev.nudge.lead;

import dev.nudge.address.Address;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of the suppression list (F4): nothing is sent to a suppressed address, whichever lead has it.
 *
 * @param suppressed false when the address is removed from the list
 * @param at when the opt-out or opt-in occurred; the newest counts
 * @param by the user who recorded it; null when the lead did, by keyword
 */
public record Suppression(Address address, boolean suppressed, Instant at, @Nullable String by) {}
