package dev.nudge.schedule;

import dev.nudge.json.UnicodeText;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Time zones by the names that other systems use (E2): IANA names in any case, with blanks for underscores; the names
 * of Windows (from CLDR) and of Ruby on Rails; and offsets such as {@code -05:00}, {@code UTC-5} and {@code GMT-0500}.
 */
public final class Zones {

    /**
     * Names in the IANA database that the JDK does not support as zone ids; it treats some of them as short ids with
     * another meaning.
     */
    private static final Map<String, String> MISSING_IN_JDK = Map.of("EST", "America/Panama", "MST", "America/Phoenix",
            "HST",
            "Pacific/Honolulu", "ROC", "Asia/Taipei", "GMT+0", "Etc/GMT", "GMT-0", "Etc/GMT");

    private static final Pattern OFFSET = Pattern.compile("(?:utc|gmt)? ?([+-])(\\d{1,2})(?::?(\\d\\d))?");
    private static final int MAX_LENGTH = 100;
    private static final int MAX_HOURS = 14;

    /** IANA names by their lower-case forms, and by the lower-case names of Rails. */
    private static final Map<String, String> NAMES = names();

    /** Zones that were found by their own names, which most texts are. There are some thousands at most. */
    private static final Map<String, NamedZone> FOUND = new ConcurrentHashMap<>();

    private Zones() {}

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        RailsZones.BY_NAME.forEach((rails, iana) -> names.put(key(rails), iana));
        MISSING_IN_JDK.keySet().forEach(name -> names.put(key(name), name));
        ZoneId.getAvailableZoneIds().forEach(name -> names.put(key(name), name));
        return Map.copyOf(names);
    }

    private static String key(String name) {
        return UnicodeText.joinBlanks(name.replace('_', ' ')).toLowerCase(Locale.ROOT);
    }

    /**
     * The zone that a text names, with its IANA name; an offset's name is {@code UTC} or of the form {@code -05:00}.
     * Empty when the text names no zone.
     */
    public static Optional<NamedZone> find(String text) {
        NamedZone known = FOUND.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<NamedZone> found = lookUp(text);
        found.filter(zone -> zone.name().equals(text)).ifPresent(zone -> FOUND.put(text, zone));
        return found;
    }

    private static Optional<NamedZone> lookUp(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String key = key(text);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<NamedZone> offset = NAMES.containsKey(key) ? Optional.empty() : offset(key);
        return offset.or(() -> Optional.ofNullable(NAMES.get(key))
                .or(() -> Optional.ofNullable(WindowsZones.BY_NAME.get(key)))
                .map(name -> new NamedZone(name, ZoneId.of(name, MISSING_IN_JDK))));
    }

    private static Optional<NamedZone> offset(String key) {
        Matcher offset = OFFSET.matcher(key);
        if (!offset.matches()) {
            return Optional.empty();
        }
        int hours = Integer.parseInt(offset.group(2));
        int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
        if (hours > MAX_HOURS || minutes > 59) {
            return Optional.empty();
        }
        int sign = offset.group(1).equals("-") ? -1 : 1;
        ZoneOffset zone = ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
        return Optional.of(new NamedZone(zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(), zone));
    }
}
