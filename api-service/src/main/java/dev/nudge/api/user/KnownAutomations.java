package dev.nudge.api.user;

import java.util.Set;

/** The automations for which users can have preferences. */
public interface KnownAutomations {

    /** Returns the ids that belong to automations of the organization. */
    Set<String> known(String organizationId, Set<String> ids);
}
