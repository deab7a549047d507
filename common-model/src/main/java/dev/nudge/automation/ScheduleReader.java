package dev.nudge.automation;

import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.Zones;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a schedule, quiet hours and the time zones in settings (W1-W3, W5). */
final class ScheduleReader {

    private static final Pattern TIME = Pattern.compile("(([01]\\d|2[0-3]):[0-5]\\d)(?::00)?");
    private static final Set<String> END_OF_DAY = Set.of("24:00", "24:00:00");
    private static final Map<String, DayOfWeek> DAYS = Arrays.stream(DayOfWeek.values())
            .collect(Collectors.toUnmodifiableMap(Schedule::nameOf, Function.identity()));

    private ScheduleReader() {}

    /** Reads the schedule; null when it is absent or invalid. */
    static @Nullable Schedule read(@Nullable JsonObject object) {
        if (object == null) {
            return null;
        }
        object.allowOnly(Set.of("start", "end", "timezone", "days"));
        LocalTime start = time(object, "start");
        boolean endsWithTheDay = object.get("end") instanceof String text && END_OF_DAY.contains(text);
        LocalTime end = endsWithTheDay ? LocalTime.MIDNIGHT : time(object, "end");
        NamedZone timezone = zoneWithDaylightSaving(object);
        Set<DayOfWeek> days = days(object);
        if (start == null || end == null) {
            return null;
        }
        if (start.equals(end) && !endsWithTheDay) {
            object.violation("end", Violation.CONFLICT, "\"end\" must differ from \"start\" (" + start
                    + "); leave the schedule out to send at any hour.");
            return null;
        }
        return new Schedule(start, end, timezone, days);
    }

    private static @Nullable LocalTime time(JsonObject object, String name) {
        String text = object.requiredText(name, 20);
        if (text.isBlank()) {
            return null;
        }
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            object.violation(name, Violation.FORMAT, "Expected a local time from 00:00 to 23:59"
                    + (name.equals("end") ? ", or 24:00," : "") + " in \"" + name + "\" but found "
                    + JsonObject.typeOf(text) + ".");
            return null;
        }
        return LocalTime.parse(time.group(1));
    }

    /** W4: an offset would not follow daylight saving time. */
    private static @Nullable NamedZone zoneWithDaylightSaving(JsonObject object) {
        NamedZone zone = zone(object, "timezone");
        if (zone != null && zone.isOffset() && !zone.equals(NamedZone.UTC)) {
            object.violation("timezone", Violation.UNKNOWN_VALUE, "Expected a time zone with a name, such as"
                    + " Europe/Lisbon, in \"timezone\": the offset " + zone.name()
                    + " does not follow daylight saving time.");
            return null;
        }
        return zone;
    }

    /** Reads the zone; null when it is absent or invalid. */
    static @Nullable NamedZone zone(JsonObject object, String name) {
        String text = object.text(name, 100);
        if (text == null) {
            return null;
        }
        NamedZone zone = Zones.find(text).orElse(null);
        if (zone == null) {
            object.violation(name, Violation.UNKNOWN_VALUE, "Expected a time zone such as Europe/Lisbon in \""
                    + name + "\" but found " + JsonObject.typeOf(text) + ".");
        }
        return zone;
    }

    private static Set<DayOfWeek> days(JsonObject object) {
        if (!object.has("days")) {
            return Set.of(DayOfWeek.values());
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        object.textsByPointer("days", 7, 20).forEach((at, name) -> {
            DayOfWeek day = DAYS.get(name);
            if (day == null) {
                object.violationAt(at, Violation.UNKNOWN_VALUE,
                        "Expected MON, TUE, WED, THU, FRI, SAT or SUN in \"days\" but found "
                                + JsonObject.typeOf(name) + ".");
            } else {
                days.add(day);
            }
        });
        if (object.hasNoElements("days")) {
            object.violation("days", Violation.SIZE,
                    "Expected at least one day in \"days\"; leave it out for every day.");
        }
        return Set.copyOf(days);
    }
}
