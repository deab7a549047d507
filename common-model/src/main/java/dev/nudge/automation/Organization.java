package dev.nudge.automation;

import dev.nudge.schedule.Holidays;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an organization that apply to all its automations.
 *
 * @param timezone null: not set (W2)
 * @param webhookUrl the URL that receives messages on the webhook channel (F1)
 * @param maxEventAge older events start nothing (E8); null: no limit
 * @param ceilingPerHour how often an automation may fire for a lead in an hour (S13)
 * @param quietHours when nothing is sent to leads (W5)
 * @param caps null: no limit (W5)
 * @param defaultRegion of phone numbers without a country code (F1); null: such numbers are invalid
 * @param optOutWords texts that opt out besides the usual keywords, as written (F4)
 * @param optInWords texts that opt in besides the usual keywords, as written (F4)
 * @param channels how messages leave; a channel without settings is absent
 */
public record Organization(String id, @Nullable NamedZone timezone, @Nullable String webhookUrl,
        @Nullable Duration maxEventAge, int ceilingPerHour, List<Schedule> quietHours, @Nullable Caps caps,
        Holidays holidays, @Nullable String defaultRegion, Set<String> optOutWords, Set<String> optInWords,
        Map<Channel, ChannelSettings> channels, int version) {

    public static final Duration DEFAULT_MAX_EVENT_AGE = Duration.ofDays(7);
    public static final int DEFAULT_CEILING_PER_HOUR = 10;

    public static Organization withoutSettings(String id) {
        return new Organization(id, null, null, DEFAULT_MAX_EVENT_AGE, DEFAULT_CEILING_PER_HOUR, List.of(), null,
                Holidays.NONE, null, Set.of(), Set.of(), Map.of(), 0);
    }
}
