package dev.nudge.api.decision;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.nudge.api.automation.Automations;
import dev.nudge.api.lead.Leads;
import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
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
import org.springframework.web.bind.annotation.RestController;

/**
 * The decisions about a lead, or those of an automation, newest first; from {@code from} (inclusive) to {@code to}
 * (exclusive).
 */
@RestController
final class DecisionController {

    private final Leads leads;
    private final Automations automations;
    private final PagedCollection decisions;

    DecisionController(Leads leads, Automations automations, PagedCollection decisions) {
        this.leads = leads;
        this.automations = automations;
        this.decisions = decisions;
    }

    @GetMapping("/api/leads/{id}/decisions")
    Map<String, @Nullable Object> ofLead(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            Query query) {
        if (!leads.has(caller.organizationId(), id)) {
            throw ProblemException.notFound("lead", id);
        }
        return page(caller, query, eq("leadId", id), "automationId");
    }

    @GetMapping("/api/automations/{id}/decisions")
    Map<String, @Nullable Object> ofAutomation(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            Query query) {
        if (automations.createdBy(caller.organizationId(), id).isEmpty()) {
            throw ProblemException.notFound("automation", id);
        }
        return page(caller, query, eq("automationId", id), "leadId");
    }

    /** @param other the name of the additional id filter */
    private Map<String, @Nullable Object> page(Caller caller, Query query, Bson subject, String other) {
        query.allowOnly("limit", "cursor", other, "outcome", "reason", "from", "to");
        List<Bson> filters = new ArrayList<>(List.of(eq("organizationId", caller.organizationId()), subject));
        query.text(other).ifPresent(id -> filters.add(eq(other, id)));
        query.oneOf(Outcome.class, "outcome").ifPresent(outcome -> filters.add(eq("outcome", outcome.name())));
        query.oneOf(Reason.class, "reason").ifPresent(reason -> filters.add(eq("reason", reason.name())));
        query.instant("from").ifPresent(from -> filters.add(gte("at", Date.from(from))));
        query.instant("to").ifPresent(to -> filters.add(lt("at", Date.from(to))));
        Optional<PagePosition> after = query.cursor(2, 3, PagePosition::at);
        int limit = query.limit();
        query.check();
        return decisions.page(and(filters), after.orElse(null), limit).toJson(decisions::toJson);
    }
}
