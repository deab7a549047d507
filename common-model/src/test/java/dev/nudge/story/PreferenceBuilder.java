package dev.nudge.story;

import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user's preference for one automation; enabled by default. */
public final class PreferenceBuilder {

    private final String userId;
    private String organizationId = Story.ORGANIZATION;
    private String automationId = "follow-up";
    private final Map<String, @Nullable Object> document = new LinkedHashMap<>();

    PreferenceBuilder(String userId) {
        this.userId = userId;
        document.put("enabled", true);
    }

    public PreferenceBuilder of(String otherOrganizationId) {
        this.organizationId = otherOrganizationId;
        return this;
    }

    public PreferenceBuilder about(String otherAutomationId) {
        this.automationId = otherAutomationId;
        return this;
    }

    public PreferenceBuilder off() {
        document.put("enabled", false);
        return this;
    }

    /** Adds SMS notifications to the user's own numbers. */
    public PreferenceBuilder notifying(String message, String... phoneNumbers) {
        document.put("userSmsNotification",
                Map.of("enabled", true, "phoneNumbers", List.of(phoneNumbers), "message", message));
        return this;
    }

    public PreferenceBuilder notNotifying(String message, String... phoneNumbers) {
        document.put("userSmsNotification",
                Map.of("enabled", false, "phoneNumbers", List.of(phoneNumbers), "message", message));
        return this;
    }

    String userId() {
        return userId;
    }

    String organizationId() {
        return organizationId;
    }

    String automationId() {
        return automationId;
    }

    Preference read() {
        return PreferenceReader.read(document).orThrow();
    }
}
