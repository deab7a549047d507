package dev.nudge.api.health;

import dev.nudge.api.kafka.EngineLag;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/health/summary}, for admins and operators. Messages and dead letters are those of the admin's
 * organization, and for an operator those of all organizations; the rest is about the engine as a whole.
 */
@RestController
final class HealthController {

    private final EngineLag lag;
    private final EngineInstances instances;
    private final Backlog backlog;
    private final InstantSource clock;

    HealthController(EngineLag lag, EngineInstances instances, Backlog backlog, InstantSource clock) {
        this.lag = lag;
        this.instances = instances;
        this.backlog = backlog;
        this.clock = clock;
    }

    @HeavyRequest
    @GetMapping("/api/health/summary")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, Query query) {
        if (!caller.isAdmin() && !caller.isOperator()) {
            throw ProblemException.forbidden("Only an admin or an operator can see the health of Nudge.");
        }
        query.allowOnly();
        query.check();
        Instant now = clock.instant();
        return new HealthSummary(now, lag.byPartition(), instances.all(), backlog.dueTimers(now),
                backlog.messages(caller, now)).toJson();
    }
}
