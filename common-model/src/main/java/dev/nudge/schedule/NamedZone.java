package dev.nudge.schedule;

import java.time.ZoneId;
import java.util.Optional;

/**
 * A zone and the name by which it was given. Several names mean the same rules, and {@link ZoneId} does not keep
 * each of them, so that the name that was written is kept beside it.
 */
public record NamedZone(String name, ZoneId id) {

    /** Empty when the text names no zone of the IANA database. */
    public static Optional<NamedZone> of(String name) {
        return Zones.named(name).map(id -> new NamedZone(name, id));
    }
}
