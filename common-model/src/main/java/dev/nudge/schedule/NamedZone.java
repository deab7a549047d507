package dev.nudge.schedule;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A time zone and its name. Several names can have the same rules and {@link ZoneId} does not preserve all of them, so
 * that the name is stored separately.
 *
 * @param name its name in the IANA database; {@code UTC} or, for example, {@code -05:00} for an offset
 */
public record NamedZone(String name, ZoneId id) {

    public static final NamedZone UTC = new NamedZone("UTC", ZoneOffset.UTC);

    /** Whether it is an offset, which does not follow daylight saving time. */
    public boolean isOffset() {
        return id instanceof ZoneOffset;
    }
}
