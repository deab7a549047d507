package dev.nudge.api.security;

import java.util.Set;

/** The user who calls, as the token says. The organization of whatever is asked for comes from here alone. */
public record Caller(String organizationId, String userId, Set<String> roles) {

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
