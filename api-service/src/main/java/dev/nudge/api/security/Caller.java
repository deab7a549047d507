package dev.nudge.api.security;

import java.util.Set;

/** The user who calls, as the token says. The organization of whatever is asked for comes from here alone. */
public record Caller(String organizationId, String userId, Set<String> roles) {

    /** Who runs Nudge, and sees what can't be told to belong to any organization. */
    public boolean isOperator() {
        return roles.contains("operator");
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
