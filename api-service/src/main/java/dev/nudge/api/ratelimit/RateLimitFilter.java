package dev.nudge.api.ratelimit;

import dev.nudge.api.ratelimit.TokenBuckets.Take;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.Problem;
import dev.nudge.api.web.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts an organization's authenticated requests and rejects those over the limit. Every response reports the
 * remaining quota in the fields of draft-ietf-httpapi-ratelimit-headers-10.
 */
final class RateLimitFilter extends OncePerRequestFilter {

    private static final String POLICY = "\"organization\"";

    private final TokenBuckets buckets;
    private final String policy;

    /** @param burst the capacity of a bucket */
    RateLimitFilter(TokenBuckets buckets, int burst) {
        this.buckets = buckets;
        this.policy = POLICY + ";q=" + burst + ";w=" + buckets.secondsToFill();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Caller caller)) {
            chain.doFilter(request, response);
            return;
        }
        Take take = buckets.take(caller.organizationId());
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader("RateLimit", POLICY + ";r=" + take.left() + ";t=" + take.secondsToFull());
        if (take.taken()) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(take.secondsToNext()));
        Problem.of(ProblemType.RATE_LIMITED, "The organization has sent too many requests. The next request is"
                + " allowed in " + take.secondsToNext() + " s.").writeTo(response);
    }
}
