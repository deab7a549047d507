package dev.nudge.automation;

import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an organization's settings from its stored document. */
public final class OrganizationReader {

    private OrganizationReader() {}

    public static Reading<Organization> read(Map<String, ? extends @Nullable Object> document) {
        JsonObject object = JsonObject.of(document);
        String id = object.requiredText("_id", 64);
        Integer version = object.integer("version", 1, Integer.MAX_VALUE);
        Organization organization = new Organization(id,
                ScheduleReader.zone(object, "timezone"),
                object.text("webhookUrl", 2_000), version == null ? 0 : version);
        return object.violations().isEmpty()
                ? new Reading.Understood<>(organization)
                : new Reading.Refused<>(object.violations());
    }
}
