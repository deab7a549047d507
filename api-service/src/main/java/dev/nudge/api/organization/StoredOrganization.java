package dev.nudge.api.organization;

import dev.nudge.automation.Organization;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** An organization's document, with only the settings that a user set. */
record StoredOrganization(Document document) {

    private static final String DEFAULT_MAX_EVENT_AGE = Organization.DEFAULT_MAX_EVENT_AGE.toDays() + "d";

    String id() {
        return document.getString("_id");
    }

    int version() {
        return VersionedDocuments.versionOf(document);
    }

    /** The next version, with new settings. */
    StoredOrganization replaced(Map<String, @Nullable Object> settings) {
        Document next = new Document("_id", id());
        next.putAll(Documents.toBson(settings));
        return new StoredOrganization(next.append("version", version() + 1));
    }

    /** The settings for the engine, without defaults. */
    Map<String, @Nullable Object> settings() {
        return VersionedDocuments.toJson(document);
    }

    boolean createsLeads() {
        return document.get(OrganizationBody.INBOUND) instanceof Document inbound
                && Boolean.TRUE.equals(inbound.get(OrganizationBody.CREATE_LEADS));
    }

    /** The settings for API clients, with defaults. */
    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> caps = new LinkedHashMap<>();
        caps.put("perDay", null);
        caps.put("perWeek", null);
        caps.put("onExceeded", "drop");
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("_id", id());
        json.put("timezone", "UTC");
        json.put("webhookUrl", null);
        json.put("caps", caps);
        json.put("quietHours", null);
        json.put("holidays", List.of());
        json.put("maxEventAge", DEFAULT_MAX_EVENT_AGE);
        json.put("ceilingPerHour", Organization.DEFAULT_CEILING_PER_HOUR);
        json.put("defaultRegion", null);
        json.put("optOutWords", List.of());
        json.put("optInWords", List.of());
        json.put("channels", Map.of());
        json.put(OrganizationBody.INBOUND, Map.of(OrganizationBody.CREATE_LEADS, createsLeads()));
        settings().forEach((name, value) -> {
            if (name.equals("caps") && value instanceof Map<?, ?> set) {
                set.forEach((cap, limit) -> caps.put(String.valueOf(cap), limit));
            } else if (!name.equals(OrganizationBody.INBOUND)) {
                json.put(name, value);
            }
        });
        return json;
    }
}
