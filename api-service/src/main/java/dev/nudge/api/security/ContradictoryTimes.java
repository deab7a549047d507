package dev.nudge.api.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Detects a correctly signed token that expires before it is issued. Spring Security cannot create a {@code Jwt} from
 * it and reports it as malformed.
 */
final class ContradictoryTimes {

    private ContradictoryTimes() {}

    /** Returns an exception that names the error, or the original one if the error is a different one. */
    static BadJwtException named(String token, BadJwtException refused, Instant now) {
        if (!(refused.getCause() instanceof IllegalArgumentException)) {
            return refused;
        }
        try {
            JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
            if (claims.getExpirationTime() == null || claims.getIssueTime() == null) {
                return refused;
            }
            Instant end = claims.getExpirationTime().toInstant();
            String sentence = end.isBefore(now)
                    ? "Jwt expired at " + end
                    : "Jwt expires at " + end + ", which is not after " + claims.getIssueTime().toInstant()
                            + ", when it was issued";
            return new JwtValidationException(sentence,
                    List.of(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, sentence, null)));
        } catch (ParseException malformed) {
            return refused;
        }
    }
}
