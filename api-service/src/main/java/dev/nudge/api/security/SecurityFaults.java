package dev.nudge.api.security;

import dev.nudge.api.http.Problem;
import dev.nudge.api.http.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers who is not let in; a token that can't be judged because the provider's keys are away answers 503. */
final class SecurityFaults implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityFaults.class);

    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof KeysAwayException) {
            LOG.warn("The keys to check tokens with are away: {}", failure.toString());
            Problem.of(ProblemType.UNAVAILABLE, "The token can't be checked at the moment.").writeTo(response);
            return;
        }
        challenge.commence(request, response, failure); // sets WWW-Authenticate
        String detail = failure instanceof UnnamedCallerException unnamed
                ? unnamed.getMessage() + "."
                : "Expected Authorization: Bearer <token> with a valid token.";
        Problem.of(ProblemType.UNAUTHENTICATED, detail).writeTo(response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        Problem.of(ProblemType.FORBIDDEN, "Your roles do not allow this.").writeTo(response);
    }
}
