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
 * Lets users and organizations come into being with the first token that names them. It happens beside the request,
 * which neither waits for it nor fails with it; what did not succeed happens with a later request.
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
                Thread.startVirtualThread(() -> welcome(caller));
            }
        }
        return true;
    }

    private void welcome(Caller caller) {
        try {
            organizations.welcome(caller.organizationId());
            users.welcome(caller);
        } catch (MongoException | IllegalStateException away) { // or closed
            known.remove(Users.id(caller));
            LOG.debug("The user {} could not be kept yet: {}", Users.id(caller), away.toString());
        }
    }
}
