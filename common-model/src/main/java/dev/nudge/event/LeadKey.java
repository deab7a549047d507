package dev.nudge.event;

import dev.nudge.Limits;
import dev.nudge.json.Json;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one lead of one organization. The rule for ids in new events is stricter, see {@link ExternalId}; a lead
 * that was stored before that rule keeps its key.
 */
public record LeadKey(String organizationId, String leadId) {

    static final Pattern ORGANIZATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public LeadKey {
        if (!isValid(organizationId, leadId)) {
            throw new IllegalArgumentException("Expected an organization id matching " + ORGANIZATION_ID
                    + " and a lead id of 1 to " + Limits.MAX_ID_LENGTH + " characters but found " + organizationId
                    + " and " + leadId);
        }
    }

    /** Whether the ids are valid for a lead. */
    public static boolean isValid(@Nullable String organizationId, @Nullable String leadId) {
        return organizationId != null && ORGANIZATION_ID.matcher(organizationId).matches() && leadId != null
                && !leadId.isBlank() && Json.length(leadId) <= Limits.MAX_ID_LENGTH;
    }
}
