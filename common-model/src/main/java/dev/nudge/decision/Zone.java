package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.lead.Lead;
import dev.nudge.schedule.Zones;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The zone that local times are meant in: the first there is of schedule, lead, organization, UTC (W2).
 *
 * @param name as the lead has it, otherwise the zone's own
 */
record Zone(ZoneId id, String name, ZoneFrom from) {

    static Zone of(Automation automation, Lead lead, Organization organization) {
        ZoneId scheduled = automation.schedule() == null ? null : automation.schedule().timezone();
        if (scheduled != null) {
            return new Zone(scheduled, scheduled.getId(), ZoneFrom.SCHEDULE);
        }
        String leads = lead.text("timezone");
        if (leads != null) {
            return new Zone(Zones.named(leads).orElseThrow(), leads, ZoneFrom.LEAD);
        }
        ZoneId organizations = organization.timezone();
        return organizations == null
                ? new Zone(ZoneOffset.UTC, "UTC", ZoneFrom.DEFAULT)
                : new Zone(organizations, organizations.getId(), ZoneFrom.ORGANIZATION);
    }
}
