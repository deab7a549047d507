package dev.nudge.api.simulation;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.message.Template;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A catalog with only this automation; it loads all other data from the database, at most once each. For one
 * simulation; not thread-safe.
 */
final class SingleAutomationCatalog implements AutomationCatalog {

    /** The preferences of users for the automation. */
    interface Preferences {
        Optional<Preference> of(String userId);
    }

    private final Automation automation;
    private final Preferences preferences;
    private final StoredData records;
    private final Map<String, Optional<Preference>> preferencesSeen = new HashMap<>();
    private final Map<String, Optional<Template>> templatesSeen = new HashMap<>();
    private final Map<String, Organization> organizationsSeen = new HashMap<>();

    SingleAutomationCatalog(Automation automation, Preferences preferences, StoredData records) {
        this.automation = automation;
        this.preferences = preferences;
        this.records = records;
    }

    Automation automation() {
        return automation;
    }

    /** S4; empty when the user has none. */
    Optional<Preference> preferenceOf(String userId) {
        return preferencesSeen.computeIfAbsent(userId, preferences::of);
    }

    @Override
    public Collection<Automation> listeningTo(String organizationId, String eventType) {
        return automation.organizationId().equals(organizationId) && automation.eventTypes().contains(eventType)
                ? List.of(automation)
                : List.of();
    }

    @Override
    public Optional<Automation> automation(String organizationId, String automationId) {
        return automation.organizationId().equals(organizationId) && automation.id().equals(automationId)
                ? Optional.of(automation)
                : Optional.empty();
    }

    @Override
    public boolean isDeleted(String organizationId, String automationId) {
        return false;
    }

    @Override
    public Optional<Preference> preference(String organizationId, String userId, String automationId) {
        return automation(organizationId, automationId).flatMap(_ -> preferenceOf(userId));
    }

    @Override
    public Organization organization(String organizationId) {
        return organizationsSeen.computeIfAbsent(organizationId, records::organization);
    }

    @Override
    public Optional<Template> template(String organizationId, String name) {
        return templatesSeen.computeIfAbsent(name, _ -> records.template(organizationId, name));
    }
}
