package dev.nudge.api.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the identity provider names the claims that Nudge reads, and how often it is asked for its keys.
 *
 * @param rolesClaim a list of texts, or one text with blanks between; may be absent
 * @param keyRefreshInterval how long a token of an unknown key doesn't make the keys be fetched again
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
