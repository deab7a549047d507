package dev.nudge.engine.support;

import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.engine.registry.Configurations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** The stored configuration, in memory; counts the reads of automations. */
public final class ConfigurationsInMemory implements Configurations {

    private final List<ConfigurationChange> changes = new ArrayList<>();
    private int lookUps;

    public void add(ConfigurationChange change) {
        changes.add(change);
    }

    /** The number of reads of automations. */
    public int lookUps() {
        return lookUps;
    }

    @Override
    public void forEach(Consumer<ConfigurationChange> consumer) {
        changes.forEach(consumer);
    }

    @Override
    public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
        lookUps++;
        return changes.stream().filter(change -> switch (change) {
            case AutomationSaved(var automation) ->
                automation.organizationId().equals(organizationId) && ids.contains(automation.id());
            case AutomationDeleted(String organization, String id, var _) ->
                organization.equals(organizationId) && ids.contains(id);
            case ConfigurationChange.PreferenceChanged _,ConfigurationChange.OrganizationChanged _,ConfigurationChange.TemplateChanged _,ConfigurationChange.TemplateDeleted _ ->
                false;
        }).toList();
    }

    @Override
    public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
        return changes.stream().filter(change -> change instanceof ConfigurationChange.PreferenceChanged preference
                && preference.organizationId().equals(organizationId) && userIds.contains(preference.userId()))
                .toList();
    }
}
