package dev.nudge.reference;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The organization's caps (W5) and the ceiling of an automation (S13). */
final class Caps {
    private static final List<String> COUNTED_CHANNELS = List.of("sms", "whatsapp", "email");
    private static final int DAYS_AHEAD = 366;
    private static final int DAYS_COMPARED = 7;

    private Caps() {}

    // ---- W5

    /** Whether a firing of these actions heeds quiet hours and caps; one to the webhook alone does not. */
    static boolean heeded(List<Map<String, Object>> actions) {
        return actions.stream().anyMatch(action -> counts(Values.string(action, "channel")));
    }

    static boolean counts(String channel) {
        return COUNTED_CHANNELS.contains(channel);
    }

    static boolean exceeded(Settings settings, Lead lead, Instant now) {
        return !room(settings, lead, LocalDate.ofInstant(now, settings.zone(lead).id()));
    }

    /** Whether the counts of a day and of its ISO week are below the caps. */
    private static boolean room(Settings settings, Lead lead, LocalDate day) {
        Map<String, Object> caps = caps(settings, lead);
        long ofDay = lead.capped.stream().filter(day::equals).count();
        long ofWeek = lead.capped.stream().filter(each -> sameWeek(each, day)).count();
        return ofDay < Values.integer(caps.get("perDay"), Integer.MAX_VALUE)
                && ofWeek < Values.integer(caps.get("perWeek"), Integer.MAX_VALUE);
    }

    private static boolean sameWeek(LocalDate one, LocalDate other) {
        return one.get(IsoFields.WEEK_BASED_YEAR) == other.get(IsoFields.WEEK_BASED_YEAR)
                && one.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) == other.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    static boolean drops(Settings settings, Lead lead) {
        return !"defer".equals(caps(settings, lead).get("onExceeded"));
    }

    /** The same local time on the next day that has room, or null. */
    static @Nullable Instant nextRoom(Settings settings, Lead lead, Instant now) {
        ZoneId zone = settings.zone(lead).id();
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int days = 1; days <= DAYS_AHEAD; days++) {
            if (room(settings, lead, today.plusDays(days))) {
                return Instants.plusDays(now, days, zone);
            }
        }
        return null;
    }

    /** All sms, whatsapp and email messages of a firing to the lead count on its local date. */
    static void count(Settings settings, Lead lead, List<Map<String, Object>> messages, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, settings.zone(lead).id());
        for (Map<String, Object> message : messages) {
            if ("lead".equals(message.get("recipientKind")) && counts(Values.string(message, "channel"))) {
                lead.capped.add(today);
            }
        }
    }

    /** The counts of the days up to a week before the latest one; earlier ones may be forgotten. */
    static Map<String, Object> perDay(Lead lead) {
        Map<String, Object> counts = new TreeMap<>();
        LocalDate latest = lead.capped.stream().max(Comparator.naturalOrder()).orElse(LocalDate.EPOCH);
        lead.capped.stream().filter(day -> day.isAfter(latest.minusDays(DAYS_COMPARED)))
                .forEach(day -> counts.merge(day.toString(), 1L, (one, other) -> (Long) one + (Long) other));
        return counts;
    }

    private static Map<String, Object> caps(Settings settings, Lead lead) {
        return Values.object(settings.organization(lead.organizationId).get("caps"));
    }

    // ---- S13

    static boolean atCeiling(Settings settings, Lead lead, String automationId, Instant now) {
        Instant hourAgo = now.minus(Duration.ofHours(1));
        long firings = lead.progress(automationId).firings.stream().filter(firing -> firing.isAfter(hourAgo)).count();
        return firings >= settings.ceiling(lead.organizationId);
    }
}
