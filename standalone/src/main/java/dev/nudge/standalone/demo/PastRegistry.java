package dev.nudge.standalone.demo;

import dev.nudge.automation.OrganizationReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.engine.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of the history. */
final class PastRegistry {

    private PastRegistry() {}

    /**
     * Returns what is configured now, with the settings that the organization had besides until now.
     *
     * @param automations the ids of those that existed; others have decided nothing
     */
    static Registry of(Configurations present, Set<String> automations, Plan plan) {
        Registry registry = new Registry(present);
        present.forEach(change -> {
            if (existed(change, automations)) {
                registry.apply(change);
            }
        });
        registry.apply(new OrganizationChanged(
                OrganizationReader.read(settings(plan, registry.organization(Recipes.ORGANIZATION).version() + 1))
                        .orThrow()));
        return registry;
    }

    private static boolean existed(ConfigurationChange change, Set<String> automations) {
        return !(change instanceof AutomationSaved(var automation)) || automations.contains(automation.id());
    }

    private static Map<String, @Nullable Object> settings(Plan plan, int version) {
        Map<String, @Nullable Object> settings = Recipes.json(Recipes.resource(Recipes.SETTINGS));
        settings.putAll(Recipes.json(Recipes.resource(Recipes.SETTINGS_OF_THE_HISTORY)));
        settings.put("holidays", List.of(plan.holiday().toString()));
        settings.put("_id", Recipes.ORGANIZATION);
        settings.put("version", version);
        return settings;
    }
}
