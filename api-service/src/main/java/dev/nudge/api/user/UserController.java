package dev.nudge.api.user;

import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users/me}: the caller's token data, profile and preferences for all automations. */
@RestController
@RequestMapping("/api/users/me")
final class UserController {

    private final KnownAutomations automations;
    private final Users users;

    UserController(KnownAutomations automations, Users users) {
        this.automations = automations;
        this.users = users;
    }

    @GetMapping
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller) {
        Map<String, Map<String, @Nullable Object>> preferences = users.preferences(caller);
        preferences.keySet().retainAll(automations.known(caller.organizationId(), Set.copyOf(preferences.keySet())));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("userId", caller.userId());
        json.put("organizationId", caller.organizationId());
        json.put("roles", new TreeSet<>(caller.roles()));
        json.put("profile", users.profile(caller));
        json.put("automations", preferences);
        return json;
    }

    /** JSON merge patch of {@code profile} and {@code automations}; fields from the token are ignored. */
    @PatchMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    Map<String, @Nullable Object> change(@AuthenticationPrincipal Caller caller, JsonBody body,
            Publication publication) {
        Map<String, Map<String, @Nullable Object>> current = new LinkedHashMap<>();
        Set<String> known = automations.known(caller.organizationId(), UserPatch.automationsIn(body.object()));
        known.forEach(id -> current.put(id, Map.of()));
        current.putAll(users.preferences(caller, known));
        UserPatch patch = UserPatch.read(body.object(), current);
        users.changeProfile(caller, patch.profile());
        patch.preferences().forEach((id, preference) -> users.changePreference(caller, id, preference::apply));
        if (!patch.preferences().isEmpty()) {
            publication.of(new Written(users, Users.id(caller)));
        }
        return get(caller);
    }
}
