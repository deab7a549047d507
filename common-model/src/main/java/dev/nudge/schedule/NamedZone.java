package dev.nudge.schedule;

import java.time.ZoneId;
import java.util.Optional;

/**
 * A time zone and the name by which it was configured. Several names can have the same rules and {@link ZoneId} does
 * not preserve all of them, so that the original name is stored separately.
 */
public record NamedZone(String name, ZoneId id) {

    /** Empty when the text is not a zone name of the IANA database. */
    public static Optional<NamedZone> of(String name) {
        return Zones.named(name).map(id -> new NamedZone(name, id));
    }
}
