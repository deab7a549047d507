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

/** Answers who is not let in; a token that can't be judged because the provider's keys are away answers 503. */
final class SecurityProblemHandler implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityProblemHandler.class);

    /** What RFC 6750 has no place for in a description. */
    private static final Pattern UNSPEAKABLE = Pattern.compile("[^ !#-\\[\\]-~]");

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof KeysUnavailableException) {
            LOG.warn("The keys to check tokens with are away: {}", failure.toString());
            Problem.of(ProblemType.UNAVAILABLE, "The token can't be checked at the moment.").writeTo(response);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(failure));
        Problem.of(ProblemType.UNAUTHENTICATED, sentence(failure)).writeTo(response);
    }

    /** Unlike Spring Security's own it names no metadata of the resource (RFC 9728), since there is none. */
    private static String challenge(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refused
                ? "Bearer error=\"" + refused.getError().getErrorCode() + "\", error_description=\""
                        + UNSPEAKABLE.matcher(sentence(failure)).replaceAll("'") + "\""
                : "Bearer";
    }

    private static String sentence(AuthenticationException failure) {
        return switch (failure) {
            case UnidentifiedCallerException unnamed -> unnamed.getMessage() + ".";
            case InvalidBearerTokenException _ when failure.getCause() instanceof JwtValidationException invalid ->
                "The bearer token is not good here: " + invalid.getErrors().stream().map(OAuth2Error::getDescription)
                        .distinct().collect(Collectors.joining("; ")) + ".";
            case OAuth2AuthenticationException _ ->
                "The bearer token is not good here: it is malformed, or nobody who is trusted signed it.";
            default -> "Expected Authorization: Bearer <token> but found none.";
        };
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        Problem.of(ProblemType.FORBIDDEN, "Your roles do not allow this.").writeTo(response);
    }
}
