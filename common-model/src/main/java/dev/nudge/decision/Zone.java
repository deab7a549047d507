package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.lead.Lead;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The zone that local times are meant in: the first there is of schedule, lead, organization, UTC (W2). */
record Zone(ZoneId id, ZoneFrom from) {

    static Zone of(Automation automation, Lead lead, Organization organization) {
        ZoneId scheduled = automation.schedule() == null ? null : automation.schedule().timezone();
        if (scheduled != null) {
            return new Zone(scheduled, ZoneFrom.SCHEDULE);
        }
        String leads = lead.text("timezone");
        if (leads != null) {
            return new Zone(ZoneId.of(leads), ZoneFrom.LEAD);
        }
        ZoneId organizations = organization.timezone();
        return organizations == null
                ? new Zone(ZoneOffset.UTC, ZoneFrom.DEFAULT)
                : new Zone(organizations, ZoneFrom.ORGANIZATION);
    }

    /** The name that people know it by. */
    String name() {
        return from == ZoneFrom.DEFAULT ? "UTC" : id.getId();
    }
}
