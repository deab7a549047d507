package dev.nudge.api.idempotency;

import com.mongodb.MongoException;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestBody;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Violation;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Processes a POST with an {@code Idempotency-Key} once and returns the stored response to every repetition. It stores
 * only successful responses: a rejected request can be corrected and sent with the same key, and a failed one can be
 * retried at once. A key is scoped to the organization and the path; two requests are the same if their caller, query
 * and body are equal.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Claims claims;
    private final HandlerExceptionResolver exceptionResolver;

    IdempotencyFilter(Claims claims, HandlerExceptionResolver exceptionResolver) {
        this.claims = claims;
        this.exceptionResolver = exceptionResolver;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(HEADER);
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (key == null || !request.getMethod().equals("POST") || authentication == null
                || !(authentication.getPrincipal() instanceof Caller caller)) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body;
        Claim claim;
        try {
            body = RequestBody.read(request);
            claim = claim(request, caller, key, body);
        } catch (ProblemException | MongoException refused) {
            refuse(request, response, refused);
            return;
        }
        switch (claim) {
            case Claim.Acquired mine -> carryOut(mine, new RereadableRequest(request, body), response, chain);
            case Claim.Answered(StoredResponse answer) -> answer.writeTo(response);
            case Claim.InProgress() -> {
                response.setHeader("Retry-After", "1");
                refuse(request, response, ProblemException.idempotencyInProgress());
            }
            case Claim.Mismatch() -> refuse(request, response, ProblemException.idempotencyMismatch());
        }
    }

    private Claim claim(HttpServletRequest request, Caller caller, String key, byte[] body) {
        if (Collections.list(request.getHeaders(HEADER)).size() > 1) {
            throw ProblemException.invalid("", Violation.CONFLICT,
                    "Expected " + HEADER + " once but found it several times.");
        }
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.invalid("", Violation.FORMAT,
                    "Expected 1 to 255 visible ASCII characters without spaces in " + HEADER + ".");
        }
        return claims.claim(caller.organizationId(), request.getRequestURI(), key,
                LeadEvent.fingerprint(caller.userId(), Objects.requireNonNullElse(request.getQueryString(), ""),
                        new String(body, StandardCharsets.ISO_8859_1)));
    }

    private void carryOut(Claim.Acquired claim, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        claim.requestId().giveTo(request);
        try {
            chain.doFilter(request, answer);
        } catch (ServletException | IOException | RuntimeException failure) {
            settle(claim, () -> claims.release(claim));
            throw failure;
        }
        if (answer.getStatus() >= 500) {
            settle(claim, () -> claims.release(claim));
        } else if (answer.getStatus() >= 400) {
            settle(claim, () -> claims.forget(claim));
        } else {
            settle(claim, () -> claims.complete(claim, StoredResponse.of(answer)));
        }
        answer.copyBodyToResponse();
    }

    /**
     * If MongoDB cannot store the outcome, the response is still sent; a retry after the timeout may process it again.
     */
    private static void settle(Claim.Acquired claim, Runnable change) {
        try {
            change.run();
        } catch (MongoException unavailable) {
            LOG.warn("The outcome of the request with key {} could not be stored: {}", claim.id(),
                    unavailable.toString());
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Exception why) {
        exceptionResolver.resolveException(request, response, null, why);
    }
}
