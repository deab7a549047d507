package dev.nudge.event;

import java.util.regex.Pattern;

/** Names one lead of one organization. */
public record LeadKey(String organizationId, String leadId) {

    static final Pattern ORGANIZATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public LeadKey {
        if (!ORGANIZATION_ID.matcher(organizationId).matches()) {
            throw new IllegalArgumentException(
                    "Expected an organization id matching " + ORGANIZATION_ID + " but found " + organizationId);
        }
        if (leadId.isBlank() || leadId.length() > LeadEvent.MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "Expected a lead id of 1 to " + LeadEvent.MAX_ID_LENGTH + " characters but found " + leadId);
        }
    }
}
