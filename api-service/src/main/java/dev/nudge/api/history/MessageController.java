package dev.nudge.api.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import dev.nudge.api.history.Journal.Place;
import dev.nudge.api.http.Query;
import dev.nudge.api.security.Caller;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/messages}: what was sent to a lead, newest first. */
@RestController
final class MessageController {

    private final Journal messages;

    MessageController(Journal messages) {
        this.messages = messages;
    }

    @GetMapping("/api/messages")
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor", "leadId");
        String leadId = query.requiredText("leadId");
        Optional<Place> after = query.cursor(2, Place::at);
        int limit = query.limit();
        query.check();
        return messages.page(and(eq("organizationId", caller.organizationId()), eq("leadId", leadId)),
                after.orElse(null), limit).toJson(messages::toJson);
    }
}
