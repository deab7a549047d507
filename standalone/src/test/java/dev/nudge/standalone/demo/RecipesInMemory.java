package dev.nudge.standalone.demo;

import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.automation.Preference;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.message.Template;
import dev.nudge.standalone.demo.Recipes.Recipe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demo's configuration as it is after the API has stored it; the names of recipes are the ids. */
final class RecipesInMemory implements Configurations {

    static final Set<String> AUTOMATIONS = Recipes.OF_THE_HISTORY.stream().map(Recipe::name)
            .collect(Collectors.toUnmodifiableSet());

    private final List<ConfigurationChange> changes = new ArrayList<>();

    RecipesInMemory() {
        Map<String, @Nullable Object> settings = Recipes.json(Recipes.resource(Recipes.SETTINGS));
        settings.put("_id", Recipes.ORGANIZATION);
        settings.put("version", 2);
        changes.add(new OrganizationChanged(OrganizationReader.read(settings).orThrow()));
        for (String name : Recipes.TEMPLATES) {
            Map<String, @Nullable Object> template = Recipes.json(Recipes.template(name));
            template.put("name", name);
            template.put("version", 1);
            changes.add(new TemplateChanged(Recipes.ORGANIZATION, Template.read(template).orThrow()));
        }
        Recipes.ALL.forEach(this::add);
    }

    private void add(Recipe recipe) {
        prefers(Recipes.ALICE, recipe, true);
        recipe.on().forEach(user -> prefers(user, recipe, true));
        recipe.off().forEach(user -> prefers(user, recipe, false));
        Map<String, @Nullable Object> automation = Recipes.json(recipe.body());
        automation.put("_id", recipe.name());
        automation.put("organizationId", Recipes.ORGANIZATION);
        automation.put("userId", Recipes.ALICE);
        automation.put("version", 1);
        changes.add(new AutomationSaved(AutomationReader.read(automation).orThrow()));
    }

    private void prefers(String user, Recipe recipe, boolean enabled) {
        changes.add(new PreferenceChanged(Recipes.ORGANIZATION, user, recipe.name(),
                new Preference(enabled, null, 1)));
    }

    @Override
    public void forEach(Consumer<ConfigurationChange> consumer) {
        changes.forEach(consumer);
    }

    @Override
    public List<ConfigurationChange> automations(String organizationId, Collection<String> ids) {
        return List.of();
    }

    @Override
    public List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds) {
        return List.of();
    }
}
