package dev.nudge.schedule;

import com.ibm.icu.util.TimeZone;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The names of time zones in Windows, and the IANA zones that CLDR maps them to (E2). Loaded when first needed. */
final class WindowsZones {

    private static final String WORLD = "001";

    /** IANA names by the names in Windows, in lower case. */
    static final Map<String, String> BY_NAME = Arrays.stream(TimeZone.getAvailableIDs()).map(TimeZone::getWindowsID)
            .filter(Objects::nonNull).distinct()
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT),
                    name -> TimeZone.getIDForWindowsID(name, WORLD)));

    private WindowsZones() {}
}
