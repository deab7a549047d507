package dev.nudge.infrastructure.unsubscribe;

import dev.nudge.address.Address;

/**
 * What a link ends: messages to an address.
 *
 * @param leadId the lead to which the message with the link was sent
 */
public record Unsubscription(String organizationId, String leadId, Address address) {}
