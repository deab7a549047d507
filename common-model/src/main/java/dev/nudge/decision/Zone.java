package dev.nudge.decision;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.lead.Lead;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The time zone for local times: the first one that is set on the schedule, the lead or the organization, otherwise UTC
 * (W2).
 */
record Zone(NamedZone zone, ZoneFrom from) {

    static Zone of(Automation automation, Lead lead, Organization organization) {
        NamedZone scheduled = automation.schedule() == null ? null : automation.schedule().timezone();
        return scheduled == null ? ofLead(lead, organization) : new Zone(scheduled, ZoneFrom.SCHEDULE);
    }

    /** The zone of a lead's days: without regard to any automation's schedule (W5). */
    static Zone ofLead(Lead lead, Organization organization) {
        return named(lead).map(zone -> new Zone(zone, ZoneFrom.LEAD)).orElseGet(() -> ofOrganization(organization));
    }

    static Zone ofOrganization(Organization organization) {
        NamedZone zone = organization.timezone();
        return zone == null ? new Zone(NamedZone.UTC, ZoneFrom.DEFAULT) : new Zone(zone, ZoneFrom.ORGANIZATION);
    }

    /** The lead's own zone. */
    static Optional<NamedZone> named(Lead lead) {
        return Optional.ofNullable(lead.text("timezone")).flatMap(Zones::find);
    }

    ZoneId id() {
        return zone.id();
    }

    String name() {
        return zone.name();
    }
}
