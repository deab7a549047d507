package dev.nudge.api.security;

import dev.nudge.json.Json;
import dev.nudge.json.VisibleText;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Reads the {@link Caller} from a token that is genuine and still valid; one that names nobody is refused (401). */
final class CallerConverter implements Converter<Jwt, JwtAuthenticationToken> {

    private static final Pattern ORGANIZATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_USER_ID_LENGTH = 128;

    private final SecurityProperties claims;

    CallerConverter(SecurityProperties claims) {
        this.claims = claims;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt token) {
        if (token.getExpiresAt() == null) {
            throw new UnnamedCallerException("Expected a token that expires but found no exp in it");
        }
        if (!(token.getClaims().get(claims.organizationClaim()) instanceof String organizationId)
                || !ORGANIZATION_ID.matcher(organizationId).matches()) {
            throw new UnnamedCallerException("Expected an organization id matching " + ORGANIZATION_ID
                    + " in the claim " + claims.organizationClaim());
        }
        if (!(token.getClaims().get(claims.userClaim()) instanceof String userId) || !isUserId(userId)) {
            throw new UnnamedCallerException("Expected a user id of 1 to " + MAX_USER_ID_LENGTH
                    + " printable characters in the claim " + claims.userClaim());
        }
        Caller caller = new Caller(organizationId, userId, roles(token.getClaims().get(claims.rolesClaim())));
        return new JwtAuthenticationToken(token, caller, List.of());
    }

    /** It is written to logs and topics, where a line's end would make two of one, and people tell users by it. */
    private static boolean isUserId(String text) {
        return Json.length(text) <= MAX_USER_ID_LENGTH && VisibleText.isVisible(text);
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
