package dev.nudge.api.organization;

import dev.nudge.automation.Organization;

/**
 * What applies to messages that come in from providers.
 *
 * @param createsLeads whether a message from an address that no lead has makes a new lead
 */
public record InboundSettings(Organization organization, boolean createsLeads) {}
