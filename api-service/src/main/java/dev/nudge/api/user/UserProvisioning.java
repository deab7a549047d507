package dev.nudge.api.user;

import com.mongodb.MongoException;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Creates users and organizations with the first token that names them. This happens in the background and does not
 * delay or fail the request; a later request retries a failed creation.
 */
final class UserProvisioning implements HandlerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(UserProvisioning.class);
    private static final int MAX_KNOWN = 100_000;

    private final Organizations organizations;
    private final Users users;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    UserProvisioning(Organizations organizations, Users users) {
        this.organizations = organizations;
        this.users = users;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            if (known.add(Users.id(caller))) {
                Thread.startVirtualThread(() -> create(caller));
            }
        }
        return true;
    }

    private void create(Caller caller) {
        try {
            organizations.createIfAbsent(caller.organizationId());
            users.createIfAbsent(caller);
        } catch (MongoException | IllegalStateException unavailable) { // or closed
            known.remove(Users.id(caller));
            LOG.debug("The user {} could not be stored yet: {}", Users.id(caller), unavailable.toString());
        }
    }
}
