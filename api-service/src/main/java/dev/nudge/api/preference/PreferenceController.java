package dev.nudge.api.preference;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.user.PreferencePatch;
import dev.nudge.api.user.Users;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own preference for an automation of the organization. */
@RestController
final class PreferenceController {

    private final Automations automations;
    private final Users users;

    PreferenceController(Automations automations, Users users) {
        this.automations = automations;
        this.users = users;
    }

    @PatchMapping(path = "/api/automations/{id}/preference", consumes = {MediaType.APPLICATION_JSON_VALUE,
            "application/merge-patch+json"})
    Map<String, @Nullable Object> change(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            JsonBody body, Publication publication) {
        if (automations.known(caller.organizationId(), Set.of(id)).isEmpty()) {
            throw ProblemException.notFound("automation", id);
        }
        PreferencePatch patch = PreferencePatch.of(body.object());
        Map<String, @Nullable Object> preference = users.changePreference(caller, id, patch::apply);
        publication.of(new Written(users, Users.id(caller), id));
        return preference;
    }
}
