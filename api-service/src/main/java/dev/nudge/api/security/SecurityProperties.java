package dev.nudge.api.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The names of the claims that Nudge reads, and how often it refreshes the identity provider's keys.
 *
 * @param rolesClaim a list of strings, or one string separated by spaces; optional
 * @param keyRefreshInterval the minimum time between two refreshes caused by unknown keys
 */
@ConfigurationProperties("nudge.api.security")
record SecurityProperties(@DefaultValue("sub") String userClaim, @DefaultValue("org") String organizationClaim,
        @DefaultValue("roles") String rolesClaim, @DefaultValue("10s") Duration keyRefreshInterval) {

    SecurityProperties {
        if (keyRefreshInterval.isNegative()) {
            throw new IllegalArgumentException("Expected nudge.api.security.key-refresh-interval of at least 0s but"
                    + " found " + keyRefreshInterval + ".");
        }
    }
}
