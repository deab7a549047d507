package dev.nudge.api.security;

import dev.nudge.infrastructure.startup.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.util.StringUtils;

/**
 * Checks the required identity provider settings. A provider issues tokens for many services, and issuers can share
 * keys, so that a valid signature alone is not sufficient.
 */
final class IdentityProviderCheck {

    private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

    private IdentityProviderCheck() {}

    /** @throws InvalidSettingException when a setting is missing or invalid */
    static void check(OAuth2ResourceServerProperties.Jwt provider) {
        boolean hasKeysUri = StringUtils.hasText(provider.getJwkSetUri());
        boolean hasIssuer = StringUtils.hasText(provider.getIssuerUri());
        if (!hasKeysUri && !hasIssuer && provider.getPublicKeyLocation() == null) {
            return; // the process has a decoder of its own
        }
        if (hasKeysUri && !hasIssuer) {
            throw new InvalidSettingException("Expected " + PREFIX + "issuer-uri beside .jwk-set-uri but found none."
                    + " It is compared with the \"iss\" claim of each token.");
        }
        if (hasKeysUri) {
            requireUrl("jwk-set-uri", provider.getJwkSetUri());
        } else if (hasIssuer) { // its keys are looked up at this address
            requireUrl("issuer-uri", provider.getIssuerUri());
        }
        if (provider.getAudiences().stream().noneMatch(StringUtils::hasText)) {
            throw new InvalidSettingException(
                    "Expected " + PREFIX + "audiences, the \"aud\" values of tokens for Nudge,"
                            + " but found none. Without it, tokens for other services of the provider would be valid.");
        }
        List<String> unknown = provider.getJwsAlgorithms().stream()
                .filter(name -> SignatureAlgorithm.from(name) == null).toList();
        if (provider.getJwsAlgorithms().isEmpty() || !unknown.isEmpty()) {
            throw new InvalidSettingException("Expected asymmetric algorithms such as RS256 and ES256 in " + PREFIX
                    + "jws-algorithms but found " + provider.getJwsAlgorithms() + ".");
        }
    }

    private static void requireUrl(String name, @Nullable String text) {
        if (text == null || !isUrl(text)) {
            throw new InvalidSettingException("Expected a URL such as https://login.example.com in " + PREFIX + name
                    + " but found another text.");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return url.getAuthority() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()));
        } catch (URISyntaxException other) {
            return false;
        }
    }
}
