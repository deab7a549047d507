package dev.nudge.api.security;

import java.util.Set;

/** The authenticated user. It is the only source of the organization that a request can access. */
public record Caller(String organizationId, String userId, Set<String> roles) {

    /** Operators run Nudge and can access data that has no known organization. */
    public boolean isOperator() {
        return roles.contains("operator");
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
