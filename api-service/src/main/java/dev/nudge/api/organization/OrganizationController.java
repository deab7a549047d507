package dev.nudge.api.organization;

import dev.nudge.api.relay.Publication;
import dev.nudge.api.relay.Written;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.EntityTags;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Warning;
import dev.nudge.automation.Organization;
import dev.nudge.infrastructure.provider.DeliverySettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
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
    private final GoneWebhooks goneWebhooks;
    private final DeliverySettings delivery;
    private final InstantSource clock;

    OrganizationController(Organizations organizations, GoneWebhooks goneWebhooks, DeliverySettings delivery,
            @Qualifier("apiClock") InstantSource clock) {
        this.organizations = organizations;
        this.goneWebhooks = goneWebhooks;
        this.delivery = delivery;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<Map<String, @Nullable Object>> get(@AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch) {
        StoredOrganization organization = organizations.get(caller.organizationId());
        return EntityTags.answer(ifNoneMatch, organization.version(), organization.toJson());
    }

    /** Replaces all settings. A webhook that was gone is used again. */
    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, @Nullable Object>> replace(@AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, JsonBody body,
            Publication publication) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can change the organization's settings.");
        }
        OrganizationBody sent = OrganizationBody.read(caller.organizationId(), body.object(), delivery);
        while (true) {
            StoredOrganization current = organizations.get(caller.organizationId());
            EntityTags.require(ifMatch, current.version());
            StoredOrganization next = current.replaced(sent.settings());
            if (organizations.replace(next)) {
                goneWebhooks.forget(next.id());
                publication.of(new Written(organizations, next.id()));
                Map<String, @Nullable Object> saved = next.toJson();
                String tag = EntityTags.tag(next.version(), saved);
                Warning.addTo(saved, warnings(sent.organization()));
                return ResponseEntity.ok().eTag(tag).body(saved);
            }
        }
    }

    /** Quiet hours and holidays that no automation could ever send in (D3). */
    private List<Warning> warnings(Organization organization) {
        return OpeningCheck.hasOpening(null, organization, true, clock.instant())
                ? List.of()
                : List.of(new Warning("/quietHours", OpeningCheck.NO_OPENING,
                        "Quiet hours and holidays together permit no sending within a year."));
    }
}
