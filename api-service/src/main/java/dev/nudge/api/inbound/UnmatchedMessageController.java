package dev.nudge.api.inbound;

import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.Query;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/unmatched-messages}: messages from addresses that no lead has. */
@RestController
final class UnmatchedMessageController {

    private final UnmatchedMessages messages;

    UnmatchedMessageController(UnmatchedMessages messages) {
        this.messages = messages;
    }

    /** Newest first. */
    @GetMapping("/api/unmatched-messages")
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor");
        int limit = query.limit();
        Optional<PagePosition> after = query.cursor(2, PagePosition::at);
        query.check();
        return messages.page(caller.organizationId(), after.orElse(null), limit).toJson(UnmatchedMessages::toJson);
    }
}
