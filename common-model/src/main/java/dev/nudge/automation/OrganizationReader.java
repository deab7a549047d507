package dev.nudge.automation;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.nudge.automation.Caps.OnExceeded;
import dev.nudge.condition.RelativeTime;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.schedule.Holidays;
import dev.nudge.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an organization's settings, from a request body or from their stored document. */
public final class OrganizationReader {

    /** The fields of the settings. */
    public static final Set<String> FIELDS = Set.of("timezone", "webhookUrl", "maxEventAge", "ceilingPerHour",
            "quietHours", "caps", "holidays", "defaultRegion", "optOutWords", "optInWords", "channels");

    private static final int MAX_CEILING = 1_000;
    private static final int MAX_CAP = 1_000;
    private static final int MAX_QUIET_HOURS = 20;
    private static final int MAX_HOLIDAYS = 400;
    private static final int MAX_WORDS = 50;
    private static final int MAX_WORD_LENGTH = 40;

    private OrganizationReader() {}

    /** Reads a stored document. */
    public static Reading<Organization> read(Map<String, ? extends @Nullable Object> document) {
        JsonObject object = JsonObject.of(document);
        String id = object.requiredText("_id", 64);
        Integer version = object.integer("version", 1, Integer.MAX_VALUE);
        Map<Channel, ChannelSettings> channels = ChannelSettingsReader.stored(object.get("channels"),
                regionAsSent(object));
        Organization organization = settings(object, id, version == null ? 0 : version, channels);
        return object.violations().isEmpty()
                ? new Reading.Understood<>(organization)
                : new Reading.Refused<>(object.violations());
    }

    /** Reads the settings in a request body; violations are added to the object's. */
    public static Organization settings(JsonObject object, String id, int version) {
        return settings(object, id, version,
                ChannelSettingsReader.read(object.object("channels"), regionAsSent(object)));
    }

    private static Organization settings(JsonObject object, String id, int version,
            Map<Channel, ChannelSettings> channels) {
        return new Organization(id, ScheduleReader.zone(object, "timezone"), object.text("webhookUrl", 2_000),
                maxEventAge(object), ceiling(object), quietHours(object), caps(object.object("caps")),
                holidays(object), region(object), words(object, "optOutWords"), words(object, "optInWords"),
                channels, version);
    }

    /** E8: absent is the default; null is no limit. */
    private static @Nullable Duration maxEventAge(JsonObject object) {
        if (!object.names().contains("maxEventAge")) {
            return Organization.DEFAULT_MAX_EVENT_AGE;
        }
        String text = object.text("maxEventAge", 20);
        if (text == null) {
            return null;
        }
        Optional<Duration> age = RelativeTime.duration(text);
        if (age.isEmpty()) {
            object.violation("maxEventAge", Violation.FORMAT, "Expected a duration such as 36h or 7d, or null for no"
                    + " limit, in \"maxEventAge\" but found " + JsonObject.typeOf(text) + ".");
        }
        return age.orElse(null);
    }

    private static int ceiling(JsonObject object) {
        Integer ceiling = object.integer("ceilingPerHour", 1, MAX_CEILING);
        return ceiling == null ? Organization.DEFAULT_CEILING_PER_HOUR : ceiling;
    }

    /** W5: one object or a list of them. */
    private static List<Schedule> quietHours(JsonObject object) {
        List<JsonObject> entries = new ArrayList<>();
        if (object.get("quietHours") instanceof Map<?, ?>) {
            Optional.ofNullable(object.object("quietHours")).ifPresent(entries::add);
        } else {
            entries.addAll(object.objects("quietHours", MAX_QUIET_HOURS));
        }
        List<Schedule> quietHours = new ArrayList<>();
        for (JsonObject entry : entries) {
            Optional.ofNullable(ScheduleReader.read(entry)).ifPresent(quietHours::add);
        }
        return List.copyOf(quietHours);
    }

    private static @Nullable Caps caps(@Nullable JsonObject caps) {
        if (caps == null) {
            return null;
        }
        caps.allowOnly(Set.of("perDay", "perWeek", "onExceeded"));
        String name = caps.text("onExceeded", 20);
        if (name != null && !name.equals("drop") && !name.equals("defer")) {
            caps.violation("onExceeded", Violation.UNKNOWN_VALUE,
                    "Expected \"drop\" or \"defer\" in \"onExceeded\" but found " + JsonObject.typeOf(name) + ".");
        }
        return new Caps(caps.integer("perDay", 1, MAX_CAP), caps.integer("perWeek", 1, MAX_CAP),
                "defer".equals(name) ? OnExceeded.DEFER : OnExceeded.DROP);
    }

    private static Holidays holidays(JsonObject object) {
        Set<LocalDate> dates = new HashSet<>();
        Set<MonthDay> yearly = new HashSet<>();
        object.textsByPointer("holidays", MAX_HOLIDAYS, 20).forEach((at, text) -> {
            try {
                if (text.length() == "MM-DD".length()) {
                    yearly.add(MonthDay.parse("--" + text));
                } else {
                    dates.add(LocalDate.parse(text));
                }
            } catch (DateTimeException invalid) {
                object.violationAt(at, Violation.FORMAT, "Expected a date such as 2027-01-01, or 12-25 for every year,"
                        + " in \"holidays\" but found " + JsonObject.typeOf(text) + ".");
            }
        });
        return new Holidays(Set.copyOf(dates), Set.copyOf(yearly));
    }

    private static @Nullable String regionAsSent(JsonObject object) {
        return object.get("defaultRegion") instanceof String region ? region : null;
    }

    private static @Nullable String region(JsonObject object) {
        String region = object.text("defaultRegion", 20);
        if (region != null && !PhoneNumberUtil.getInstance().getSupportedRegions().contains(region)) {
            object.violation("defaultRegion", Violation.UNKNOWN_VALUE, "Expected a country code of two letters such as"
                    + " US in \"defaultRegion\" but found " + JsonObject.typeOf(region) + ".");
            return null;
        }
        return region;
    }

    private static Set<String> words(JsonObject object, String name) {
        return Set.copyOf(object.texts(name, MAX_WORDS, MAX_WORD_LENGTH));
    }
}
