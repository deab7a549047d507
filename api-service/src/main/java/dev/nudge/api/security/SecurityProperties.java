package dev.nudge.api.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the identity provider names the claims that Nudge reads.
 *
 * @param rolesClaim a list of texts, or one text with blanks between; may be absent
 */
@ConfigurationProperties("nudge.api.security")
record SecurityProperties(@DefaultValue("sub") String userClaim, @DefaultValue("org") String organizationClaim,
        @DefaultValue("roles") String rolesClaim) {}
