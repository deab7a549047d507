package dev.nudge.reference;

import dev.nudge.reference.Windows.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When an automation may fire for a lead: inside its schedule, outside quiet hours and not on holidays (D3, W5, F7).
 * The intervals are built around one instant and reach more than 366 days ahead.
 */
final class Openings {
    private static final Duration HORIZON = Duration.ofDays(366);

    private final Instant now;
    private final boolean scheduled;
    /** The schedule's windows, or all time when there is no schedule. */
    private final List<Window> open;
    private final List<Window> openButForHolidays;
    private final List<Window> quiet;
    /** The holidays of an automation without a schedule. */
    private final List<Window> closedDays;

    /** @param heedsQuietHours whether the firing has messages for the lead's phone or e-mail address */
    Openings(Settings settings, Lead lead, Map<String, Object> automation, boolean heedsQuietHours, Instant now) {
        this.now = now;
        Map<String, Object> organization = settings.organization(lead.organizationId);
        Predicate<LocalDate> holiday = day -> isHoliday(organization, day);
        scheduled = automation.get("schedule") != null;
        if (scheduled) {
            Map<String, Object> schedule = Values.object(automation.get("schedule"));
            ZoneId zone = settings.zone(lead, automation).id();
            open = Windows.of(schedule, zone, now, holiday);
            openButForHolidays = Values.missing(organization.get("holidays"))
                    ? open
                    : Windows.of(schedule, zone, now, day -> false);
            closedDays = List.of();
        } else {
            open = List.of();
            openButForHolidays = List.of();
            closedDays = holidays(organization, settings.organizationZone(lead.organizationId), now);
        }
        quiet = heedsQuietHours ? quietHours(settings, lead, organization, now) : List.of();
    }

    // ---- building the intervals

    /** W5: dates, or month and day of every year. */
    private static boolean isHoliday(Map<String, Object> organization, LocalDate day) {
        List<?> holidays = Values.list(organization.get("holidays"));
        return holidays.contains(day.toString()) || holidays.contains(day.toString().substring(5));
    }

    private static List<Window> holidays(Map<String, Object> organization, ZoneId zone, Instant now) {
        List<Window> holidays = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int days = -Windows.DAYS_BACK; days <= Windows.DAYS_AHEAD; days++) {
            LocalDate day = today.plusDays(days);
            if (isHoliday(organization, day)) {
                holidays.add(new Window(day.atStartOfDay(zone).toInstant(),
                        day.plusDays(1).atStartOfDay(zone).toInstant()));
            }
        }
        return Windows.merged(holidays);
    }

    private static List<Window> quietHours(Settings settings, Lead lead, Map<String, Object> organization,
            Instant now) {
        Object given = organization.get("quietHours");
        List<?> entries = given instanceof List<?> list ? list : given == null ? List.of() : List.of(given);
        List<Window> quiet = new ArrayList<>();
        for (Object entry : entries) {
            Map<String, Object> hours = Values.object(entry);
            quiet.addAll(Windows.of(hours, settings.quietZone(lead, hours), now, day -> false));
        }
        return Windows.merged(quiet);
    }

    // ---- D3

    /** Why nothing fires at this instant, or null. */
    @Nullable
    String closedBecause() {
        if (scheduled && !firing(open, now)) {
            return firing(openButForHolidays, now) ? "HOLIDAY" : "OUTSIDE_SCHEDULE";
        }
        if (closedDays.stream().anyMatch(day -> day.contains(now))) {
            return "HOLIDAY";
        }
        return quietAt(now) ? "QUIET_HOURS" : null;
    }

    /** The first instant from now on at which everything permits a firing, within 366 days; or null. */
    @Nullable
    Instant next() {
        return Stream
                .of(Stream.of(now), open.stream().map(Window::opening), quiet.stream().map(Window::closing),
                        closedDays.stream().map(Window::closing))
                .flatMap(instants -> instants).filter(instant -> !instant.isBefore(now))
                .filter(instant -> !instant.isAfter(now.plus(HORIZON))).sorted().filter(this::permitted).findFirst()
                .orElse(null);
    }

    private boolean permitted(Instant instant) {
        return (!scheduled || firing(open, instant))
                && closedDays.stream().noneMatch(day -> day.contains(instant)) && !quietAt(instant);
    }

    private static boolean firing(List<Window> windows, Instant instant) {
        return windows.stream().anyMatch(window -> window.firing().contains(instant));
    }

    private boolean quietAt(Instant instant) {
        return quiet.stream().anyMatch(hours -> hours.withMinuteBefore().contains(instant));
    }

    /** F5: the earlier of the closing of the window and the next start of quiet hours, or null. */
    @Nullable
    Instant notAfter() {
        // What lies beyond the horizon never closes.
        Instant end = now.plus(HORIZON);
        return Stream
                .concat(open.stream().filter(window -> window.contains(now)).map(Window::closing),
                        quiet.stream().map(Window::opening).filter(start -> start.isAfter(now)))
                .filter(Objects::nonNull).filter(instant -> instant.isBefore(end)).sorted().findFirst().orElse(null);
    }
}
