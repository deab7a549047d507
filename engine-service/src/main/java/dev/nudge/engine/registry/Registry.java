package dev.nudge.engine.registry;

import dev.nudge.automation.Automation;
import dev.nudge.automation.Organization;
import dev.nudge.automation.Preference;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateDeleted;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Run;
import dev.nudge.message.Template;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Every automation, preference, organization and template, in memory. A change applies only if it is newer than the
 * known version; a deletion keeps its version. The cost of one event depends on the number of automations that listen
 * to it, not on the total. Thread-safe.
 */
public final class Registry implements AutomationCatalog {

    private final Configurations configurations;
    private final Map<String, OrganizationRules> organizations = new ConcurrentHashMap<>();

    /** A document's latest version, without the document if it was deleted. */
    private record Known<T>(int version, @Nullable T document) {}

    private record PreferenceKey(String userId, String automationId) {}

    private static final class OrganizationRules {
        final Map<String, Known<Automation>> automations = new ConcurrentHashMap<>();
        final Map<String, Listening> byEventType = new ConcurrentHashMap<>();
        final Map<PreferenceKey, Preference> preferences = new ConcurrentHashMap<>();
        final Map<String, Known<Template>> templates = new ConcurrentHashMap<>();
        final Organization withoutSettings;
        volatile @Nullable Organization settings;

        OrganizationRules(String organizationId) {
            withoutSettings = Organization.withoutSettings(organizationId);
        }
    }

    /**
     * The automations that listen to one event type, ordered by id. Events read a list that is made again after
     * changes.
     */
    private static final class Listening {
        private record Listed(int change, List<Automation> automations) {}

        private final NavigableMap<String, Automation> byId = new ConcurrentSkipListMap<>();
        private final AtomicInteger changes = new AtomicInteger();
        private volatile Listed listed = new Listed(0, List.of());

        void put(Automation automation) {
            byId.put(automation.id(), automation);
            changes.incrementAndGet();
        }

        void remove(String automationId) {
            byId.remove(automationId);
            changes.incrementAndGet();
        }

        /** A change during the copy makes the next event copy again. */
        List<Automation> automations() {
            Listed present = listed;
            int change = changes.get();
            if (present.change() != change) {
                present = new Listed(change, List.copyOf(byId.values()));
                listed = present;
            }
            return present.automations();
        }
    }

    public Registry(Configurations configurations) {
        this.configurations = configurations;
    }

    /** Applies everything that is stored, except where a newer version is known already. */
    public void load() {
        configurations.forEach(this::apply);
    }

    public synchronized void apply(ConfigurationChange change) {
        switch (change) {
            case AutomationSaved(Automation automation) -> saved(automation);
            case AutomationDeleted deleted -> deleted(deleted);
            case PreferenceChanged(String organizationId, String userId, String automationId, Preference preference) ->
                rules(organizationId).preferences.merge(new PreferenceKey(userId, automationId), preference,
                        (known, candidate) -> candidate.version() > known.version() ? candidate : known);
            case OrganizationChanged(Organization settings) -> {
                OrganizationRules rules = rules(settings.id());
                Organization known = rules.settings;
                if (known == null || settings.version() > known.version()) {
                    rules.settings = settings;
                }
            }
            case TemplateChanged(String organizationId, Template template) ->
                newer(rules(organizationId).templates, template.name(), new Known<>(template.version(), template));
            case TemplateDeleted(String organizationId, String name, int version) ->
                newer(rules(organizationId).templates, name, new Known<>(version, null));
        }
    }

    private void saved(Automation automation) {
        OrganizationRules rules = rules(automation.organizationId());
        Known<Automation> before = rules.automations.get(automation.id());
        if (!newer(rules.automations, automation.id(), new Known<>(automation.version(), automation))) {
            return;
        }
        automation.eventTypes().forEach(type -> rules.byEventType
                .computeIfAbsent(type, any -> new Listening()).put(automation));
        if (before != null && before.document() != null) {
            forget(rules, before.document(), automation.eventTypes());
        }
    }

    private void deleted(AutomationDeleted deletion) {
        OrganizationRules rules = rules(deletion.organizationId());
        Known<Automation> before = rules.automations.get(deletion.id());
        boolean applied = newer(rules.automations, deletion.id(), new Known<>(deletion.version(), null));
        if (applied && before != null && before.document() != null) {
            forget(rules, before.document(), Set.of());
        }
    }

    private static void forget(OrganizationRules rules, Automation automation, Set<String> except) {
        automation.eventTypes().stream().filter(type -> !except.contains(type)).forEach(type -> Objects
                .requireNonNull(rules.byEventType.get(type)).remove(automation.id()));
    }

    private static <T> boolean newer(Map<String, Known<T>> documents, String id, Known<T> candidate) {
        Known<T> known = documents.get(id);
        if (known != null && known.version() >= candidate.version()) {
            return false;
        }
        documents.put(id, candidate);
        return true;
    }

    private OrganizationRules rules(String organizationId) {
        OrganizationRules known = organizations.get(organizationId);
        return known != null ? known : organizations.computeIfAbsent(organizationId, OrganizationRules::new);
    }

    /**
     * C5: makes sure that every automation with a waiting run is known here, at least in the version with which the run
     * was decided. Missing ones are read from the database, with the preferences that the run depends on.
     */
    public void ensureKnown(Collection<Lead> leads) {
        for (Lead lead : leads) {
            String organizationId = lead.key().organizationId();
            List<String> missing = lead.waitingAutomations().filter(id -> lead.progressOf(id).runs().stream()
                    .anyMatch(run -> !knows(organizationId, id, run))).toList();
            if (!missing.isEmpty()) {
                lookUp(lead, missing);
            }
        }
    }

    private void lookUp(Lead lead, List<String> automationIds) {
        String organizationId = lead.key().organizationId();
        List<ConfigurationChange> automations = configurations.automations(organizationId, automationIds);
        Set<String> users = new HashSet<>();
        automations.forEach(change -> {
            if (change instanceof AutomationSaved(Automation automation)) {
                users.add(automation.createdBy());
            }
        });
        lead.ownerId().ifPresent(users::add);
        configurations.preferences(organizationId, users).forEach(this::apply);
        automations.forEach(this::apply); // last, because other threads decide concurrently and need the preference
    }

    private boolean knows(String organizationId, String automationId, Run run) {
        Known<Automation> known = rules(organizationId).automations.get(automationId);
        return known != null && known.version() >= run.automationVersion();
    }

    /** The number of automations that are not deleted. */
    public long size() {
        return organizations.values().stream().flatMap(rules -> rules.automations.values().stream())
                .filter(known -> known.document() != null).count();
    }

    @Override
    public Collection<Automation> listeningTo(String organizationId, String eventType) {
        OrganizationRules rules = organizations.get(organizationId);
        Listening listening = rules == null ? null : rules.byEventType.get(eventType);
        return listening == null ? List.of() : listening.automations();
    }

    @Override
    public Optional<Automation> automation(String organizationId, String automationId) {
        Known<Automation> known = rules(organizationId).automations.get(automationId);
        return known == null ? Optional.empty() : Optional.ofNullable(known.document());
    }

    @Override
    public boolean isDeleted(String organizationId, String automationId) {
        Known<Automation> known = rules(organizationId).automations.get(automationId);
        return known != null && known.document() == null;
    }

    @Override
    public Optional<Preference> preference(String organizationId, String userId, String automationId) {
        return Optional.ofNullable(
                rules(organizationId).preferences.get(new PreferenceKey(userId, automationId)));
    }

    @Override
    public Organization organization(String organizationId) {
        OrganizationRules rules = rules(organizationId);
        Organization settings = rules.settings;
        return settings == null ? rules.withoutSettings : settings;
    }

    @Override
    public Optional<Template> template(String organizationId, String name) {
        Known<Template> known = rules(organizationId).templates.get(name);
        return known == null ? Optional.empty() : Optional.ofNullable(known.document());
    }
}
