package dev.nudge.api.lead;

import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/leads}: the state of leads, and their deletion by an admin. */
@RestController
@RequestMapping("/api/leads")
final class LeadController {

    private final Leads leads;
    private final LeadEvents events;
    private final Organizations organizations;

    LeadController(Leads leads, LeadEvents events, Organizations organizations) {
        this.leads = leads;
        this.events = events;
        this.organizations = organizations;
    }

    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        LeadSearch search = LeadSearch.read(query, caller.organizationId());
        String region = region(caller);
        return leads.list(caller.organizationId(), search, region).toJson(lead -> LeadJson.of(lead, region));
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return leads.find(caller.organizationId(), id, region(caller))
                .orElseThrow(() -> ProblemException.notFound("lead", id));
    }

    private @Nullable String region(Caller caller) {
        return organizations.settings(caller.organizationId()).defaultRegion();
    }

    /** E10: the engine removes the lead's attributes, and the personal data in its messages and decisions. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query,
            InputStream body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can delete a lead.");
        }
        if (!leads.has(caller.organizationId(), id)) {
            throw ProblemException.notFound("lead", id);
        }
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        LeadEvent event = new LeadEvent("evt-" + UUID.randomUUID(), LeadEvent.LEAD_DELETED,
                new LeadKey(caller.organizationId(), id), null, Map.of("by", caller.userId()), Map.of());
        events.append(List.of(event));
        return Map.of("eventId", event.id());
    }
}
