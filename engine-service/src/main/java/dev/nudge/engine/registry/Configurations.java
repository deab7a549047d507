package dev.nudge.engine.registry;

import dev.nudge.configuration.ConfigurationChange;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** What teams have configured, where the API keeps it. */
public interface Configurations {

    /**
     * Hands over everything there is, deleted documents too, each as the change that made it so. A preference that was
     * saved before an automation comes before it.
     */
    void forEach(Consumer<ConfigurationChange> consumer);

    /** The newest definitions of these automations, or that they were deleted; those on record. */
    List<ConfigurationChange> automations(String organizationId, Collection<String> ids);

    /** The preferences of these users, for every automation. */
    List<ConfigurationChange> preferences(String organizationId, Collection<String> userIds);
}
