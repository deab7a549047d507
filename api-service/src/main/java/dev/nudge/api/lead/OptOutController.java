package dev.nudge.api.lead;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.organization.Organizations;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.lead.Consent;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/leads/{id}/opt-outs/{channel}}: a user opts a lead out of messages to its phone or e-mail address, or
 * back in (F4). The request becomes an event, because only the engine writes leads; repeating it changes nothing.
 */
@RestController
@RequestMapping("/api/leads/{id}/opt-outs/{channel}")
final class OptOutController {

    private final Leads leads;
    private final LeadEvents events;
    private final Suppressions suppressions;
    private final Organizations organizations;

    OptOutController(Leads leads, LeadEvents events, Suppressions suppressions, Organizations organizations) {
        this.leads = leads;
        this.events = events;
        this.suppressions = suppressions;
        this.organizations = organizations;
    }

    @PutMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> optOut(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @PathVariable String channel, Query query, InputStream body) {
        AddressKind kind = kind(caller, id, channel);
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        return append(LeadEvent.OPTED_OUT, caller, id, Map.of("channel", kind.json(), "by", caller.userId()));
    }

    /** An opt-out that the lead, or another lead with its address, sent is lifted by an admin, who gives a reason. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> optIn(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @PathVariable String channel, Query query, JsonBody body) {
        AddressKind kind = kind(caller, id, channel);
        boolean isOfLead = leads.consent(caller.organizationId(), id, kind).filter(Consent::isOptOutOfLead).isPresent()
                || suppressions.hasOptOutOfLead(caller.organizationId(), addresses(caller, id, kind));
        Map<String, Object> data = new LinkedHashMap<>(Map.of("channel", kind.json(), "by", caller.userId()));
        LiftingReason.read(caller, isOfLead, query, body).ifPresent(reason -> data.put("reason", reason));
        return append(LeadEvent.OPTED_IN, caller, id, data);
    }

    private List<Address> addresses(Caller caller, String leadId, AddressKind kind) {
        String region = organizations.settings(caller.organizationId()).defaultRegion();
        return leads.addresses(caller.organizationId(), leadId, region).stream()
                .filter(address -> address.kind() == kind).toList();
    }

    private AddressKind kind(Caller caller, String leadId, String channel) {
        AddressKind kind = AddressChannel.kind(channel);
        if (!leads.has(caller.organizationId(), leadId)) {
            throw ProblemException.notFound("lead", leadId);
        }
        return kind;
    }

    private Map<String, String> append(String type, Caller caller, String leadId, Map<String, Object> data) {
        LeadEvent event = new LeadEvent("evt-" + UUID.randomUUID(), type,
                new LeadKey(caller.organizationId(), leadId), null, Collections.unmodifiableMap(data), Map.of());
        events.append(List.of(event));
        return Map.of("eventId", event.id());
    }
}
