package dev.nudge.api.security;

import dev.nudge.api.web.Problem;
import dev.nudge.api.web.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers rejected requests: 401 or 403, or 503 when the token cannot be verified without the provider's keys. */
final class SecurityProblemHandler implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityProblemHandler.class);

    /** The characters that RFC 6750 does not allow in an error description. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^ !#-\\[\\]-~]");

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof KeysUnavailableException) {
            LOG.warn("The identity provider's keys are unavailable: {}", failure.toString());
            Problem.of(ProblemType.UNAVAILABLE,
                    "The bearer token cannot be verified because the identity provider's keys are unavailable.")
                    .writeTo(response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(failure));
        Problem.of(ProblemType.UNAUTHENTICATED, sentence(failure)).writeTo(response);
    }

    /** Unlike Spring Security's own challenge, it contains no resource metadata (RFC 9728), because there is none. */
    private static String challenge(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refused
                ? "Bearer error=\"" + refused.getError().getErrorCode() + "\", error_description=\""
                        + NOT_ALLOWED.matcher(sentence(failure)).replaceAll("'") + "\""
                : "Bearer";
    }

    private static String sentence(AuthenticationException failure) {
        return switch (failure) {
            case UnidentifiedCallerException unnamed -> unnamed.getMessage() + ".";
            case InvalidBearerTokenException _ when failure.getCause() instanceof JwtValidationException invalid ->
                "The bearer token is not valid: " + invalid.getErrors().stream().map(OAuth2Error::getDescription)
                        .distinct().collect(Collectors.joining("; ")) + ".";
            case OAuth2AuthenticationException _ ->
                "The bearer token is not valid: it is malformed, or its signature does not match a trusted key.";
            default -> "Expected Authorization: Bearer <token> but found none.";
        };
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        Problem.of(ProblemType.FORBIDDEN, "Your roles do not allow this operation.").writeTo(response);
    }
}
