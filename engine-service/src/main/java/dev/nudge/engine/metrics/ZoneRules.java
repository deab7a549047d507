package dev.nudge.engine.metrics;

import java.time.zone.ZoneRulesProvider;

/** The time zone rules in use (W4). They are those of the Java runtime. */
public final class ZoneRules {

    private ZoneRules() {}

    /** The version in the tz database, such as {@code 2026a}. */
    public static String version() {
        return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
    }
}
