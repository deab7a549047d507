package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.lead.Lead;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The zone that local times are meant in: the first there is of schedule, lead, organization, UTC (W2).
 *
 * @param name as it was written where it comes from
 */
record Zone(ZoneId id, String name, ZoneFrom from) {

    static Zone of(Automation automation, Lead lead, Organization organization) {
        NamedZone scheduled = automation.schedule() == null ? null : automation.schedule().timezone();
        if (scheduled != null) {
            return new Zone(scheduled.id(), scheduled.name(), ZoneFrom.SCHEDULE);
        }
        String leads = lead.text("timezone");
        if (leads != null) {
            return new Zone(Zones.named(leads).orElseThrow(), leads, ZoneFrom.LEAD);
        }
        NamedZone organizations = organization.timezone();
        return organizations == null
                ? new Zone(ZoneOffset.UTC, "UTC", ZoneFrom.DEFAULT)
                : new Zone(organizations.id(), organizations.name(), ZoneFrom.ORGANIZATION);
    }
}
