package dev.nudge.schedule;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The zones of the IANA database, by their exact names (E2, W2). */
public final class Zones {

    private static final Set<String> JDK_ZONE_IDS = Set.copyOf(ZoneId.getAvailableZoneIds());

    /**
     * Names in the IANA database that the JDK does not support as zone ids; it treats some of them as short ids with
     * another meaning.
     */
    private static final Map<String, String> MISSING_IN_JDK = Map.of("EST", "America/Panama", "MST", "America/Phoenix",
            "HST",
            "Pacific/Honolulu", "ROC", "Asia/Taipei", "GMT+0", "Etc/GMT", "GMT-0", "Etc/GMT");

    private Zones() {}

    public static boolean isZone(String text) {
        return JDK_ZONE_IDS.contains(text) || MISSING_IN_JDK.containsKey(text);
    }

    /** Empty when the text is not a zone name of the IANA database. */
    public static Optional<ZoneId> named(String text) {
        return isZone(text) ? Optional.of(ZoneId.of(text, MISSING_IN_JDK)) : Optional.empty();
    }
}
