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
import java.util.stream.Stream;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The decisions of an organization, about a lead, or of an automation, newest first; from {@code from} (inclusive) to
 * {@code to} (exclusive).
 */
@RestController
final class DecisionController {

    private static final List<String> FILTERS = List.of("limit", "cursor", "outcome", "reason", "from", "to");

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
        return page(caller, query, List.of(eq("leadId", id)), "automationId");
    }

    @GetMapping("/api/automations/{id}/decisions")
    Map<String, @Nullable Object> ofAutomation(@AuthenticationPrincipal Caller caller, @PathVariable String id,
            Query query) {
        if (automations.createdBy(caller.organizationId(), id).isEmpty()) {
            throw ProblemException.notFound("automation", id);
        }
        return page(caller, query, List.of(eq("automationId", id)), "leadId");
    }

    /** A page uses the index of the lead, of the automation or of all decisions. */
    @GetMapping("/api/decisions")
    Map<String, @Nullable Object> all(@AuthenticationPrincipal Caller caller, Query query) {
        return page(caller, query, List.of(), "automationId", "leadId");
    }

    @GetMapping("/api/decisions/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return decisions.find(caller.organizationId(), id).map(decisions::toJson)
                .orElseThrow(() -> ProblemException.notFound("decision", id));
    }

    /** @param ids the names of the filters by id */
    private Map<String, @Nullable Object> page(Caller caller, Query query, List<Bson> subject, String... ids) {
        query.allowOnly(Stream.concat(FILTERS.stream(), Stream.of(ids)).toArray(String[]::new));
        List<Bson> filters = new ArrayList<>(List.of(eq("organizationId", caller.organizationId())));
        filters.addAll(subject);
        for (String name : ids) {
            query.text(name).ifPresent(id -> filters.add(eq(name, id)));
        }
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
