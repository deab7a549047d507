package dev.nudge.api.user;

import java.util.Set;

/** The automations that a user can have preferences for. */
public interface KnownAutomations {

    /** Returns those of the ids that are ids of automations of the organization. */
    Set<String> known(String organizationId, Set<String> ids);
}
