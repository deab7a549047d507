package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import dev.nudge.json.UnicodeText;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one lead of one organization. The rule for ids in new events is stricter, see {@link ExternalId}; a lead
 * that was stored before that rule keeps its key.
 */
public record LeadKey(String organizationId, String leadId) {

    private static final int MAX_ORGANIZATION_ID = 64;
    /** The pattern of the ids of organizations. */
    public static final String ORGANIZATION_ID = "[A-Za-z0-9_-]{1," + MAX_ORGANIZATION_ID + "}";

    public LeadKey {
        if (!isValid(organizationId, leadId)) {
            throw new IllegalArgumentException("Expected an organization id matching " + ORGANIZATION_ID
                    + " and a lead id of 1 to " + Limits.MAX_ID_LENGTH + " characters but found " + organizationId
                    + " and " + leadId);
        }
    }

    /** Whether the text matches {@link #ORGANIZATION_ID}. Every event has one, so that it is read without a pattern. */
    public static boolean isOrganizationId(String text) {
        boolean isAllowed = !text.isEmpty() && text.length() <= MAX_ORGANIZATION_ID;
        for (int i = 0; i < text.length() && isAllowed; i++) {
            char c = text.charAt(i);
            isAllowed = UnicodeText.isAsciiLetterOrDigit(c) || c == '_' || c == '-';
        }
        return isAllowed;
    }

    /** Whether the ids are valid for a lead. */
    public static boolean isValid(@Nullable String organizationId, @Nullable String leadId) {
        return organizationId != null && isOrganizationId(organizationId) && leadId != null
                && !leadId.isBlank() && Json.length(leadId) <= Limits.MAX_ID_LENGTH;
    }
}
