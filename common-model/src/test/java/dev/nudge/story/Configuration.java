package dev.nudge.story;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.message.Template;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An automation catalog that can be changed at any time. */
public final class Configuration implements AutomationCatalog {

    private final Map<List<String>, Automation> automations = new TreeMap<>(Configuration::inOrder);
    private final Set<List<String>> deletions = new HashSet<>();
    private final Map<List<String>, Preference> preferences = new HashMap<>();
    private final Map<List<String>, Template> templates = new HashMap<>();
    private final Map<String, Organization> organizations = new HashMap<>();

    private static int inOrder(List<String> one, List<String> other) {
        int byOrganization = one.getFirst().compareTo(other.getFirst());
        return byOrganization == 0 ? one.getLast().compareTo(other.getLast()) : byOrganization;
    }

    public void put(Automation automation) {
        automations.put(List.of(automation.organizationId(), automation.id()), automation);
        deletions.remove(List.of(automation.organizationId(), automation.id()));
    }

    /** Records a deletion. */
    public void deleteAutomation(String organizationId, String automationId) {
        forgetAutomation(organizationId, automationId);
        deletions.add(List.of(organizationId, automationId));
    }

    /** Removes all knowledge of the automation, as if no record of it had arrived. */
    public void forgetAutomation(String organizationId, String automationId) {
        automations.remove(List.of(organizationId, automationId));
    }

    /** Sets a preference; null removes the entry. */
    public void put(String organizationId, String userId, String automationId, @Nullable Preference preference) {
        List<String> key = List.of(organizationId, userId, automationId);
        if (preference == null) {
            preferences.remove(key);
        } else {
            preferences.put(key, preference);
        }
    }

    public void put(Organization organization) {
        organizations.put(organization.id(), organization);
    }

    /** Sets a template; null removes it. */
    public void put(String organizationId, String name, @Nullable Template template) {
        if (template == null) {
            templates.remove(List.of(organizationId, name));
        } else {
            templates.put(List.of(organizationId, name), template);
        }
    }

    @Override
    public Collection<Automation> listeningTo(String organizationId, String eventType) {
        return automations.values().stream().filter(automation -> automation.organizationId().equals(organizationId)
                && automation.eventTypes().contains(eventType)).toList();
    }

    @Override
    public Optional<Automation> automation(String organizationId, String automationId) {
        return Optional.ofNullable(automations.get(List.of(organizationId, automationId)));
    }

    @Override
    public boolean isDeleted(String organizationId, String automationId) {
        return deletions.contains(List.of(organizationId, automationId));
    }

    @Override
    public Optional<Preference> preference(String organizationId, String userId, String automationId) {
        return Optional.ofNullable(preferences.get(List.of(organizationId, userId, automationId)));
    }

    @Override
    public Organization organization(String organizationId) {
        return organizations.getOrDefault(organizationId, Organization.withoutSettings(organizationId));
    }

    @Override
    public Optional<Template> template(String organizationId, String name) {
        return Optional.ofNullable(templates.get(List.of(organizationId, name)));
    }
}
