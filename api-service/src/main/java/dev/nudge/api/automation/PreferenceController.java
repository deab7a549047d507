package dev.nudge.api.automation;

import dev.nudge.api.http.JsonBody;
import dev.nudge.api.http.Refusal;
import dev.nudge.api.json.MergePatch;
import dev.nudge.api.relay.Relay;
import dev.nudge.api.security.Caller;
import dev.nudge.api.user.Users;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own switch for an automation of the organization. */
@RestController
final class PreferenceController {

    private final Automations automations;
    private final Users users;
    private final Relay relay;

    PreferenceController(Automations automations, Users users, Relay relay) {
        this.automations = automations;
        this.users = users;
        this.relay = relay;
    }

    /** What isn't sent stays as it is; a preference that nothing was said about is off. */
    @PatchMapping(path = "/api/automations/{id}/preference", consumes = {MediaType.APPLICATION_JSON_VALUE,
            "application/merge-patch+json"})
    Map<String, @Nullable Object> change(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            JsonBody body) {
        if (automations.find(caller.organizationId(), id).isEmpty()) {
            throw Refusal.notFound("automation", id);
        }
        Map<String, @Nullable Object> patch = new LinkedHashMap<>(body.object());
        patch.remove("version"); // the server's
        Map<String, @Nullable Object> preference = users.changePreference(caller, id,
                current -> changed(current, patch));
        relay.written(users, Users.id(caller));
        return preference;
    }

    private static Map<String, @Nullable Object> changed(Map<String, @Nullable Object> current,
            Map<String, @Nullable Object> patch) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        merged.put("enabled", false);
        merged.putAll(current);
        merged = MergePatch.apply(merged, patch);
        merged.remove("version");
        merged.putIfAbsent("enabled", false);
        JsonObject asked = JsonObject.of(patch);
        asked.allowOnly(AutomationReader.PREFERENCE_FIELDS); // also those that a null would have removed
        List<Violation> violations = new ArrayList<>(asked.violations());
        PreferenceReader.check(merged).stream().filter(violation -> !violations.contains(violation))
                .forEach(violations::add);
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        return merged;
    }
}
