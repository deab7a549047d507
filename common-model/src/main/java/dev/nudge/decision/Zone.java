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
 * The time zone for local times: the first one that is set on the schedule, the lead or the organization, otherwise UTC
 * (W2).
 *
 * @param name the name as it was configured
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
