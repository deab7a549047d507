package dev.nudge.api.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.nudge.api.history.Journal.Place;
import dev.nudge.api.http.Query;
import dev.nudge.api.http.Refusal;
import dev.nudge.api.security.Caller;
import dev.nudge.decision.Outcome;
import dev.nudge.decision.Reason;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/leads}: what is known of a lead, and what automations did about it. */
@RestController
@RequestMapping("/api/leads")
final class LeadController {

    private final Leads leads;
    private final Journal decisions;

    LeadController(Leads leads, Journal decisions) {
        this.leads = leads;
        this.decisions = decisions;
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return leads.find(caller.organizationId(), id).orElseThrow(() -> Refusal.notFound("lead", id));
    }

    /** Newest first; from {@code from} (inclusive) to {@code to} (exclusive). */
    @GetMapping("/{id}/decisions")
    Map<String, @Nullable Object> decisions(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            Query query) {
        query.allowOnly("limit", "cursor", "automationId", "outcome", "reason", "from", "to");
        List<Bson> filters = new ArrayList<>(
                List.of(eq("organizationId", caller.organizationId()), eq("leadId", id)));
        query.text("automationId").ifPresent(automationId -> filters.add(eq("automationId", automationId)));
        query.oneOf(Outcome.class, "outcome").ifPresent(outcome -> filters.add(eq("outcome", outcome.name())));
        query.oneOf(Reason.class, "reason").ifPresent(reason -> filters.add(eq("reason", reason.name())));
        query.instant("from").ifPresent(from -> filters.add(gte("at", Date.from(from))));
        query.instant("to").ifPresent(to -> filters.add(lt("at", Date.from(to))));
        Optional<Place> after = query.cursor(2, Place::at);
        int limit = query.limit();
        query.check();
        if (!leads.has(caller.organizationId(), id)) {
            throw Refusal.notFound("lead", id);
        }
        return decisions.page(and(filters), after.orElse(null), limit).toJson(decisions::toJson);
    }
}
