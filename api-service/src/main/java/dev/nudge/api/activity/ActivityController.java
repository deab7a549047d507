package dev.nudge.api.activity;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.HeavyRequest;
import dev.nudge.api.web.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/automations/activity?ids=a,b}: in the order of the ids, without those that do not exist. */
@RestController
final class ActivityController {

    private static final int MAX_IDS = 100;

    private final Automations automations;
    private final RecentDecisions decisions;

    ActivityController(Automations automations, RecentDecisions decisions) {
        this.automations = automations;
        this.decisions = decisions;
    }

    @HeavyRequest
    @GetMapping("/api/automations/activity")
    Map<String, Object> get(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("ids");
        Set<String> ids = new LinkedHashSet<>(query.requiredList("ids", MAX_IDS));
        query.check();
        Map<String, Instant> known = automations.createdAt(caller.organizationId(), ids);
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (String id : ids) {
            Instant createdAt = known.get(id);
            if (createdAt != null) {
                items.add(decisions.activity(caller.organizationId(), id, createdAt).toJson());
            }
        }
        return Map.of("items", items);
    }
}
