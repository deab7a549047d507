package dev.nudge.standalone;

import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.ExternalId;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /dev/token}: issues a token for any user of any organization, valid for a month. */
@RestController
final class TokenController {

    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final Set<String> ROLES = Set.of("member", "admin", "operator");

    private final JwtEncoder encoder;
    private final Claims claims;
    private final InstantSource clock;

    /** The names of the claims from which the API reads the user, the organization and the roles. */
    record Claims(String user, String organization, String roles) {

        static Claims of(Environment environment) {
            return new Claims(environment.getProperty("nudge.api.security.user-claim", "sub"),
                    environment.getProperty("nudge.api.security.organization-claim", "org"),
                    environment.getProperty("nudge.api.security.roles-claim", "roles"));
        }
    }

    TokenController(JwtEncoder encoder, Claims claims, InstantSource clock) {
        this.encoder = encoder;
        this.claims = claims;
        this.clock = clock;
    }

    @PostMapping(path = "/dev/token", consumes = MediaType.APPLICATION_JSON_VALUE)
    Map<String, String> issue(JsonBody body) {
        JsonObject request = JsonObject.of(body.object());
        request.allowOnly(Set.of("userId", "organizationId", "roles"));
        String userId = ExternalId.readUserId(request, "userId");
        String organizationId = organizationId(request);
        List<String> roles = roles(request);
        ProblemException.throwIfInvalid(request);
        return Map.of("token", token(userId, organizationId, roles));
    }

    private static String organizationId(JsonObject request) {
        String id = request.requiredText("organizationId", 64);
        if (!id.isBlank() && !LeadKey.isOrganizationId(id)) {
            request.violation("organizationId", Violation.FORMAT,
                    "Expected an id matching " + LeadKey.ORGANIZATION_ID + " in \"organizationId\" but found "
                            + JsonObject.typeOf(id) + ".");
        }
        return id;
    }

    private static List<String> roles(JsonObject request) {
        if (!request.has("roles")) {
            return List.of("member");
        }
        List<String> roles = request.texts("roles", ROLES.size(), 20);
        for (int i = 0; i < roles.size(); i++) {
            if (!ROLES.contains(roles.get(i))) {
                request.violationAt(request.pointerTo("roles") + "/" + i, Violation.UNKNOWN_VALUE,
                        "Expected member, admin or operator in \"roles\" but found " + JsonObject.typeOf(roles.get(i))
                                + ".");
            }
        }
        return roles;
    }

    String token(String userId, String organizationId, List<String> roles) {
        Instant now = clock.instant();
        JwtClaimsSet set = JwtClaimsSet.builder().issuer(DevelopmentTokens.ISSUER).issuedAt(now)
                .expiresAt(now.plus(VALIDITY)).claim(claims.user(), userId)
                .claim(claims.organization(), organizationId).claim(claims.roles(), roles).build();
        return encoder.encode(JwtEncoderParameters.from(JwsHeader.with(SignatureAlgorithm.ES256).build(), set))
                .getTokenValue();
    }
}
