package dev.nudge.api.security;

import java.util.List;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.util.StringUtils;

/**
 * What must be set of an identity provider before anybody is let in by its tokens. A provider issues them for many
 * services, and one set of keys may serve many issuers, so that a good signature alone says too little.
 */
final class ProviderSettings {

    private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

    private ProviderSettings() {}

    /** @throws IllegalStateException with a sentence, when too little or something impossible is set */
    static void check(OAuth2ResourceServerProperties.Jwt provider) {
        boolean hasKeysUri = StringUtils.hasText(provider.getJwkSetUri());
        boolean hasIssuer = StringUtils.hasText(provider.getIssuerUri());
        if (!hasKeysUri && !hasIssuer && provider.getPublicKeyLocation() == null) {
            return; // the process has a decoder of its own
        }
        if (hasKeysUri && !hasIssuer) {
            throw new IllegalStateException("Expected " + PREFIX + "issuer-uri beside .jwk-set-uri but found none:"
                    + " tokens say in \"iss\" who issued them, and that is checked.");
        }
        if (provider.getAudiences().stream().noneMatch(StringUtils::hasText)) {
            throw new IllegalStateException("Expected " + PREFIX + "audiences, what tokens for Nudge say in \"aud\","
                    + " but found none: a token for another service of the same provider would be good here.");
        }
        List<String> unknown = provider.getJwsAlgorithms().stream()
                .filter(name -> SignatureAlgorithm.from(name) == null).toList();
        if (provider.getJwsAlgorithms().isEmpty() || !unknown.isEmpty()) {
            throw new IllegalStateException("Expected in " + PREFIX + "jws-algorithms some of those with a public key,"
                    + " such as RS256 and ES256, but found " + provider.getJwsAlgorithms() + ".");
        }
    }
}
