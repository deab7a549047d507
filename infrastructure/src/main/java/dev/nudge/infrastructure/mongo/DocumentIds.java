package dev.nudge.infrastructure.mongo;

import dev.nudge.address.Address;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The {@code _id}s of documents that belong to an organization: its id, a colon, and the id within it. An
 * organization's id holds no colon, so that ids of different organizations differ, and those of one organization are
 * next to each other.
 */
public final class DocumentIds {

    private DocumentIds() {}

    public static String ofLead(LeadKey key) {
        return ofLead(key.organizationId(), key.leadId());
    }

    public static String ofLead(String organizationId, String leadId) {
        return of(organizationId, leadId);
    }

    public static String ofUser(String organizationId, String userId) {
        return of(organizationId, userId);
    }

    public static String ofTemplate(String organizationId, String name) {
        return of(organizationId, name);
    }

    /** @param fingerprint of the route and the key */
    public static String ofIdempotencyKey(String organizationId, String fingerprint) {
        return of(organizationId, fingerprint);
    }

    /** @param eventId the id of the event that the message would be */
    public static String ofUnmatchedMessage(String organizationId, String eventId) {
        return of(organizationId, eventId);
    }

    public static String ofSuppression(String organizationId, Address address) {
        return of(organizationId, address.id());
    }

    public static String ofGoneWebhook(String organizationId, String url) {
        return of(organizationId, url);
    }

    /** @param fingerprint of the lead's id and the event's */
    public static String ofLeadEvent(String organizationId, String fingerprint) {
        return of(organizationId, fingerprint);
    }

    /**
     * @param kind what is counted
     * @param automationId null for the roll-up of all automations
     */
    public static String ofRollup(String organizationId, Instant hour, String kind, @Nullable String automationId) {
        String ofAll = of(organizationId, Json.text(hour) + ":" + kind);
        return automationId == null ? ofAll : ofAll + ":" + automationId;
    }

    /** A prefix of the ids of an organization's suppressions: the kind of address, or more. */
    public static String ofSuppressions(String organizationId, String prefix) {
        return of(organizationId, prefix);
    }

    /** Greater than every id of the organization, and less than those of the organizations after it. */
    public static String afterAllOf(String organizationId) {
        return organizationId + ";";
    }

    /** The greatest id that begins so. */
    public static String last(String start) {
        return start + Character.toString(Character.MAX_CODE_POINT);
    }

    private static String of(String organizationId, String id) {
        return organizationId + ":" + id;
    }
}
