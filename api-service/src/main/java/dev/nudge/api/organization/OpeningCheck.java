package dev.nudge.api.organization;

import dev.nudge.automation.Organization;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Schedule;
import dev.nudge.schedule.SendingHours;
import dev.nudge.schedule.SendingHours.Zoned;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a schedule, quiet hours and holidays ever permit sending to a lead without a time zone of its own (D3). */
public final class OpeningCheck {

    public static final String NO_OPENING = "NO_OPENING";

    private OpeningCheck() {}

    /**
     * @param schedule null: any hour
     * @param isToAddresses whether messages go to leads' addresses, for which quiet hours apply (W5)
     */
    public static boolean hasOpening(@Nullable Schedule schedule, Organization organization, boolean isToAddresses,
            Instant now) {
        NamedZone zone = first(organization.timezone(), NamedZone.UTC);
        List<Zoned> quietHours = isToAddresses
                ? organization.quietHours().stream().map(hours -> zoned(hours, zone)).toList()
                : List.of();
        SendingHours hours = new SendingHours(schedule == null ? null : zoned(schedule, zone), organization.holidays(),
                zone.id(), quietHours);
        return hours.at(now).cause() == null || hours.openingAfter(now).isPresent();
    }

    private static Zoned zoned(Schedule schedule, NamedZone zone) {
        return new Zoned(schedule, first(schedule.timezone(), zone).id());
    }

    private static NamedZone first(@Nullable NamedZone zone, NamedZone other) {
        return zone == null ? other : zone;
    }
}
