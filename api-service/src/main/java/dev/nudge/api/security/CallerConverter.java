package dev.nudge.api.security;

import dev.nudge.Limits;
import dev.nudge.event.ExternalId;
import dev.nudge.event.LeadKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Reads the {@link Caller} from a verified token; rejects a token that does not identify a user (401). */
final class CallerConverter implements Converter<Jwt, JwtAuthenticationToken> {

    private final SecurityProperties claims;

    CallerConverter(SecurityProperties claims) {
        this.claims = claims;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt token) {
        if (token.getExpiresAt() == null) {
            throw new UnidentifiedCallerException("Expected a token that expires but found no exp in it");
        }
        if (!(token.getClaims().get(claims.organizationClaim()) instanceof String organizationId)
                || !LeadKey.isOrganizationId(organizationId)) {
            throw new UnidentifiedCallerException("Expected an organization id matching " + LeadKey.ORGANIZATION_ID
                    + " in the claim " + claims.organizationClaim());
        }
        if (!(token.getClaims().get(claims.userClaim()) instanceof String userId) || !ExternalId.isUserId(userId)) {
            throw new UnidentifiedCallerException("Expected a user id of 1 to " + Limits.MAX_ID_LENGTH
                    + " printable characters in the claim " + claims.userClaim());
        }
        Caller caller = new Caller(organizationId, userId, roles(token.getClaims().get(claims.rolesClaim())));
        return new JwtAuthenticationToken(token, caller, List.of());
    }

    private static Set<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case String text -> Set.copyOf(List.of(text.trim().split("\\s+")));
            case List<?> list -> list.stream().filter(String.class::isInstance).map(String.class::cast)
                    .collect(Collectors.toUnmodifiableSet());
            case null, default -> Set.of();
        };
    }
}
