package dev.nudge.api.ratelimit;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.RequestAdmission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Processes one heavy request of an organization at a time: a request with a large body, or to a {@link HeavyRequest}
 * route. A request waits only after its body has arrived, so that a slow sender does not block others.
 */
final class HeavyRequests implements HandlerInterceptor {

    private static final int LARGE_BYTES = 32 * 1024;
    /** Limits memory, because waiting requests hold their bodies. */
    private static final int MOST_WAITING = 32;
    /** Requests with another method wait when their body is read. */
    private static final Set<String> METHODS_WITHOUT_BODY = Set.of("GET", "HEAD");
    private static final String TURN = OrganizationTurn.class.getName();

    private final Duration longestWait;
    private final Map<Turns, Semaphore> organizations = new ConcurrentHashMap<>();

    /** Requests without a body, which only read, do not wait for others, such as imports. */
    private record Turns(String organizationId, boolean hasBody) {}

    HeavyRequests(Duration longestWait) {
        this.longestWait = longestWait;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getUserPrincipal() instanceof Authentication authentication
                && authentication.getPrincipal() instanceof Caller caller && handler instanceof HandlerMethod route) {
            boolean hasBody = !METHODS_WITHOUT_BODY.contains(request.getMethod());
            OrganizationTurn turn = new OrganizationTurn(
                    organizations.computeIfAbsent(new Turns(caller.organizationId(), hasBody),
                            any -> new Semaphore(1, true)),
                    route.hasMethodAnnotation(HeavyRequest.class), response);
            request.setAttribute(TURN, turn);
            turn.giveTo(request);
            if (!hasBody) {
                turn.await(0);
            }
        }
        return true;
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(TURN) instanceof OrganizationTurn turn) {
            turn.end();
        }
    }

    private final class OrganizationTurn implements RequestAdmission {
        private final Semaphore organization;
        private final boolean isHeavy;
        private final HttpServletResponse response;
        private boolean taken;

        OrganizationTurn(Semaphore organization, boolean isHeavy, HttpServletResponse response) {
            this.organization = organization;
            this.isHeavy = isHeavy;
            this.response = response;
        }

        @Override
        public void await(int bytes) {
            if (!isHeavy && bytes <= LARGE_BYTES || taken) {
                return;
            }
            try {
                taken = organization.getQueueLength() < MOST_WAITING
                        && organization.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            if (!taken) {
                response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, longestWait.toSeconds())));
                throw ProblemException
                        .rateLimited("Costly requests of an organization are processed one at a time; too many are"
                                + " waiting.");
            }
        }

        void end() {
            if (taken) {
                organization.release();
            }
        }
    }
}
