package dev.nudge.reference;

import com.ibm.icu.util.TimeZone;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The spellings of a time zone (E2). */
final class Zones {
    /**
     * IANA names without daylight saving time that the JDK reserves as short ids, and links that it does not support.
     */
    private static final Map<String, String> UNKNOWN_TO_THE_JDK = Map.of("EST", "-05:00", "MST", "-07:00", "HST",
            "-10:00", "ROC", "Asia/Taipei", "GMT+0", "Z", "GMT-0", "Z");
    private static final Pattern OFFSET = Pattern.compile("(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?",
            Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> IANA = iana();
    private static final Map<String, String> WINDOWS = windows();

    private Zones() {}

    /** The canonical name of the zone, or null: an IANA name in its usual case, or an offset such as `-05:00`. */
    static @Nullable String name(@Nullable Object value) {
        String text = Values.present(value);
        if (text == null) {
            return null;
        }
        String iana = IANA.get(lower(text.replace(' ', '_')));
        if (iana != null) {
            return iana;
        }
        String windows = WINDOWS.get(lower(text));
        if (windows != null) {
            return windows;
        }
        String rails = RailsZones.NAMES.get(lower(text));
        return rails == null ? offset(text) : rails;
    }

    static ZoneId of(String name) {
        return ZoneId.of(name, UNKNOWN_TO_THE_JDK);
    }

    private static @Nullable String offset(String text) {
        Matcher offset = OFFSET.matcher(text);
        if (!offset.matches()) {
            return null;
        }
        String minutes = offset.group(3) == null ? "00" : offset.group(3);
        String hours = offset.group(2).length() == 1 ? "0" + offset.group(2) : offset.group(2);
        try {
            return ZoneOffset.of(offset.group(1) + hours + ":" + minutes).getId();
        } catch (DateTimeException outOfRange) {
            return null;
        }
    }

    private static Map<String, String> iana() {
        Set<String> names = new TreeSet<>(ZoneId.getAvailableZoneIds());
        names.addAll(UNKNOWN_TO_THE_JDK.keySet());
        Map<String, String> byLowerCase = new TreeMap<>();
        names.forEach(name -> byLowerCase.put(lower(name), name));
        return byLowerCase;
    }

    /** CLDR's table, read backwards: each Windows name with its zone for the whole world ("001"). */
    private static Map<String, String> windows() {
        Map<String, String> windows = new TreeMap<>();
        for (String id : TimeZone.getAvailableIDs()) {
            String name = TimeZone.getWindowsID(id);
            String zone = name == null ? null : TimeZone.getIDForWindowsID(name, "001");
            if (name != null && zone != null && IANA.containsKey(lower(zone))) {
                windows.put(lower(name), zone);
            }
        }
        return windows;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
