package dev.nudge.engine.registry;

import dev.nudge.configuration.ConfigurationChange;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** The configuration that the API stores. */
public interface Configurations {

    /**
     * Passes every stored document to the consumer, including deleted ones, as the change that led to it. A preference
     * that was saved before an automation comes before it.
     */
    void forEach(Consumer<ConfigurationChange> consumer);

    /** The latest definitions or deletions of those of these automations that are stored. */
    List<ConfigurationChange> automations(String organizationId, Collection<String> ids);

    /** The preferences of these users, for every automation. */
    List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds);
}
