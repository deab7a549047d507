package dev.nudge.schedule;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The zones of the IANA database, by their names exactly as written there (E2, W2). */
public final class Zones {

    private static final Set<String> OF_THE_JDK = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** Names of the database that the JDK leaves out, some of which it keeps for abbreviations of its own. */
    private static final Map<String, String> LEFT_OUT = Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST",
            "Pacific/Honolulu", "ROC", "Asia/Taipei", "GMT+0", "Etc/GMT", "GMT-0", "Etc/GMT");

    private Zones() {}

    public static boolean isZone(String text) {
        return OF_THE_JDK.contains(text) || LEFT_OUT.containsKey(text);
    }

    /** Empty when the text names no zone of the database. */
    public static Optional<ZoneId> named(String text) {
        return isZone(text) ? Optional.of(ZoneId.of(text, LEFT_OUT)) : Optional.empty();
    }
}
