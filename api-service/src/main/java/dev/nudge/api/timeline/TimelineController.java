package dev.nudge.api.timeline;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import dev.nudge.api.lead.Leads;
import dev.nudge.api.security.Caller;
import dev.nudge.api.timeline.Timeline.Entry;
import dev.nudge.api.timeline.Timeline.Position;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The events of a lead, the decisions about them and the messages that were made, newest first. */
@RestController
final class TimelineController {

    private final Leads leads;
    private final Timeline timeline;

    TimelineController(Leads leads, Timeline timeline) {
        this.leads = leads;
        this.timeline = timeline;
    }

    @GetMapping("/api/leads/{id}/timeline")
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query) {
        if (!leads.has(caller.organizationId(), id)) {
            throw ProblemException.notFound("lead", id);
        }
        query.allowOnly("limit", "cursor");
        Optional<Position> after = query.cursor(4, Position::at);
        int limit = query.limit();
        query.check();
        return timeline.page(and(eq("organizationId", caller.organizationId()), eq("leadId", id)),
                after.orElse(null), limit).toJson(this::toJson);
    }

    private Map<String, @Nullable Object> toJson(Entry entry) {
        Document document = entry.document();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", entry.kind().json());
        json.put("at", Json.text(entry.at()));
        json.put(entry.kind().json(), switch (entry.kind()) {
            case EVENT -> StoredEvent.toJson(document);
            case DECISION, MESSAGE -> timeline.of(entry.kind()).toJson(document);
        });
        return json;
    }
}
