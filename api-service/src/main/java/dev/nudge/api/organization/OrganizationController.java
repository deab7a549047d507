package dev.nudge.api.organization;

import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.EntityTags;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/organization}: the settings of the caller's organization; members read them, admins change them. */
@RestController
@RequestMapping("/api/organization")
final class OrganizationController {

    private final Organizations organizations;

    OrganizationController(Organizations organizations) {
        this.organizations = organizations;
    }

    @GetMapping
    ResponseEntity<Map<String, @Nullable Object>> get(@AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch) {
        StoredOrganization organization = organizations.get(caller.organizationId());
        return EntityTags.answer(ifNoneMatch, organization.version(), organization.toJson());
    }

    /** Replaces all settings. */
    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, @Nullable Object>> replace(@AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, JsonBody body,
            Publication publication) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can change the organization's settings.");
        }
        OrganizationBody sent = OrganizationBody.read(caller.organizationId(), body.object());
        while (true) {
            StoredOrganization current = organizations.get(caller.organizationId());
            EntityTags.require(ifMatch, current.version());
            StoredOrganization next = current.replaced(sent.settings());
            if (organizations.replace(next)) {
                publication.of(new Written(organizations, next.id()));
                Map<String, @Nullable Object> saved = next.toJson();
                return ResponseEntity.ok().eTag(EntityTags.tag(next.version(), saved)).body(saved);
            }
        }
    }
}
