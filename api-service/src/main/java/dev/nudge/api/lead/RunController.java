package dev.nudge.api.lead;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.api.web.RequestId;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/leads/{id}/runs/{automationId}/cancel}: a user ends the waiting runs of an automation for a lead
 * (C6). The request becomes an event, because only the engine writes leads; repeating it changes nothing.
 */
@RestController
final class RunController {

    private final Leads leads;
    private final LeadEvents events;

    RunController(Leads leads, LeadEvents events) {
        this.leads = leads;
        this.events = events;
    }

    /** The lead may have runs of an automation that was deleted, so that the lead's document decides what exists. */
    @PostMapping("/api/leads/{id}/runs/{automationId}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, String> cancel(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            @PathVariable String automationId, RequestId requestId, Query query, InputStream body) {
        if (!leads.isKnown(caller.organizationId(), id)) {
            throw ProblemException.notFound("lead", id);
        }
        if (!leads.hasHadRuns(caller.organizationId(), id, automationId)) {
            throw ProblemException.notFound("run of the automation", automationId);
        }
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        LeadEvent event = new LeadEvent("evt-" + requestId.value(), LeadEvent.RUN_CANCELLED,
                new LeadKey(caller.organizationId(), id), null,
                Map.of("automationId", automationId, "by", caller.userId()), Map.of());
        events.append(List.of(event));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("leadId", id);
        answer.put("automationId", automationId);
        answer.put("eventId", event.id());
        return answer;
    }
}
