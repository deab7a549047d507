package dev.nudge.api.lead;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Page;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/leads}: the state of leads. */
@RestController
@RequestMapping("/api/leads")
final class LeadController {

    private final Leads leads;

    LeadController(Leads leads) {
        this.leads = leads;
    }

    /** Ordered by id. */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor");
        int limit = query.limit();
        String after = query.cursor(1, cursor -> Optional.of(cursor.keys().getFirst())).orElse("");
        query.check();
        Page<Document> page = Page.of(leads.list(caller.organizationId(), after, limit + 1), limit,
                last -> Cursor.at(last.getString("leadId")));
        return page.toJson(Leads::toJson);
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return leads.find(caller.organizationId(), id).orElseThrow(() -> ProblemException.notFound("lead", id));
    }
}
