package dev.nudge.configuration;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.json.Reading;
import dev.nudge.message.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code automation.events}: a complete document with its version, or a deletion. A change applies only if
 * its version is newer than the known one, so that repeated and late records have no effect.
 */
public sealed interface ConfigurationChange {

    String AUTOMATION_CREATED = "automation.created";
    String AUTOMATION_UPDATED = "automation.updated";
    String AUTOMATION_DELETED = "automation.deleted";
    String PREFERENCE_CHANGED = "preference.changed";
    String ORGANIZATION_CHANGED = "organization.changed";
    String TEMPLATE_CHANGED = "template.changed";
    String TEMPLATE_DELETED = "template.deleted";

    record AutomationSaved(Automation automation) implements ConfigurationChange {}

    record AutomationDeleted(String organizationId, String id, int version) implements ConfigurationChange {}

    record PreferenceChanged(String organizationId, String userId, String automationId,
            Preference preference) implements ConfigurationChange {}

    record OrganizationChanged(Organization organization) implements ConfigurationChange {}

    record TemplateChanged(String organizationId, Template template) implements ConfigurationChange {}

    record TemplateDeleted(String organizationId, String name, int version) implements ConfigurationChange {}

    /** Reads a record's JSON. */
    static Reading<ConfigurationChange> read(Map<String, ? extends @Nullable Object> json) {
        String organizationId = text(json, "organizationId");
        int version = json.get("version") instanceof Number number ? number.intValue() : 0;
        return switch (text(json, "type")) {
            case AUTOMATION_CREATED, AUTOMATION_UPDATED ->
                map(AutomationReader.read(object(json, "automation")), AutomationSaved::new);
            case AUTOMATION_DELETED ->
                new Reading.Understood<>(new AutomationDeleted(organizationId, text(json, "id"), version));
            case PREFERENCE_CHANGED -> map(PreferenceReader.read(object(json, "preference")),
                    preference -> new PreferenceChanged(organizationId, text(json, "userId"),
                            text(json, "automationId"), preference));
            case ORGANIZATION_CHANGED ->
                map(OrganizationReader.read(object(json, "organization")), OrganizationChanged::new);
            case TEMPLATE_CHANGED -> map(Template.read(object(json, "template")),
                    template -> new TemplateChanged(organizationId, template));
            case TEMPLATE_DELETED ->
                new Reading.Understood<>(new TemplateDeleted(organizationId, text(json, "name"), version));
            default -> Reading.refused("/type",
                    "Expected a known type of configuration change but found " + json.get("type") + ".");
        };
    }

    static Map<String, @Nullable Object> automationSaved(boolean created, Map<String, @Nullable Object> automation) {
        return record(created ? AUTOMATION_CREATED : AUTOMATION_UPDATED, automation.get("organizationId"),
                automation.get("version"), Map.of("automation", automation));
    }

    static Map<String, @Nullable Object> automationDeleted(String organizationId, String id, int version) {
        return record(AUTOMATION_DELETED, organizationId, version, Map.of("id", id));
    }

    /** @param preference the preference's document, including its version */
    static Map<String, @Nullable Object> preferenceChanged(String organizationId, String userId, String automationId,
            Map<String, @Nullable Object> preference) {
        return record(PREFERENCE_CHANGED, organizationId, preference.get("version"),
                Map.of("userId", userId, "automationId", automationId, "preference", preference));
    }

    static Map<String, @Nullable Object> organizationChanged(Map<String, @Nullable Object> organization) {
        return record(ORGANIZATION_CHANGED, organization.get("_id"), organization.get("version"),
                Map.of("organization", organization));
    }

    static Map<String, @Nullable Object> templateChanged(Map<String, @Nullable Object> template) {
        return record(TEMPLATE_CHANGED, template.get("organizationId"), template.get("version"),
                Map.of("template", template));
    }

    static Map<String, @Nullable Object> templateDeleted(String organizationId, String name, int version) {
        return record(TEMPLATE_DELETED, organizationId, version, Map.of("name", name));
    }

    private static Map<String, @Nullable Object> record(String type, @Nullable Object organizationId,
            @Nullable Object version, Map<String, ?> content) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("organizationId", Objects.requireNonNull(organizationId));
        json.put("version", Objects.requireNonNull(version));
        json.putAll(content);
        return json;
    }

    private static <T> Reading<ConfigurationChange> map(Reading<T> reading, Function<T, ConfigurationChange> change) {
        return switch (reading) {
            case Reading.Understood<T>(T value) -> new Reading.Understood<>(change.apply(value));
            case Reading.Refused<T>(var violations) -> new Reading.Refused<>(violations);
        };
    }

    private static String text(Map<String, ? extends @Nullable Object> json, String name) {
        return json.get(name) instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked") // the keys of parsed JSON are strings
    private static Map<String, @Nullable Object> object(Map<String, ? extends @Nullable Object> json, String name) {
        return json.get(name) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
