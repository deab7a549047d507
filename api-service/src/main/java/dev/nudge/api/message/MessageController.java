package dev.nudge.api.message;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.automation.Channel;
import dev.nudge.message.MessageState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/messages}: messages, newest first; from {@code from} (inclusive) to {@code to} (exclusive). */
@RestController
@RequestMapping("/api/messages")
final class MessageController {

    private static final String[] CHANNELS = Arrays.stream(Channel.values()).map(Channel::json).toArray(String[]::new);

    private static final Set<String> SENT = Set.of(MessageState.SENT.name(), MessageState.DELIVERED.name());

    private final PagedCollection messages;

    MessageController(PagedCollection messages) {
        this.messages = messages;
    }

    /**
     * A page uses the index of the organization, the lead, the automation or the state; MongoDB applies the other
     * filters while it scans the index.
     */
    @GetMapping
    Map<String, @Nullable Object> list(@AuthenticationPrincipal Caller caller, Query query) {
        query.allowOnly("limit", "cursor", "leadId", "automationId", "state", "channel", "provider", "code",
                "from", "to");
        List<Bson> filters = new ArrayList<>(List.of(eq("organizationId", caller.organizationId())));
        query.text("leadId").ifPresent(id -> filters.add(eq("leadId", id)));
        query.text("automationId").ifPresent(id -> filters.add(eq("automationId", id)));
        query.oneOf(MessageState.class, "state").ifPresent(state -> filters.add(eq("state", state.name())));
        query.oneOf("channel", CHANNELS).ifPresent(channel -> filters.add(eq("channel", channel)));
        query.text("provider").ifPresent(provider -> filters.add(eq("provider", provider)));
        query.text("code").ifPresent(code -> filters.add(eq("providerCode", code)));
        query.instant("from").ifPresent(from -> filters.add(gte("firedAt", Date.from(from))));
        query.instant("to").ifPresent(to -> filters.add(lt("firedAt", Date.from(to))));
        Optional<PagePosition> after = query.cursor(2, PagePosition::at);
        int limit = query.limit();
        query.check();
        return messages.page(and(filters), after.orElse(null), limit).toJson(this::toJson);
    }

    @GetMapping("/{id}")
    Map<String, @Nullable Object> get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return messages.find(caller.organizationId(), id).map(this::toJson)
                .orElseThrow(() -> ProblemException.notFound("message", id));
    }

    /** A message that was sent has no further attempt; its event may be due. */
    private Map<String, @Nullable Object> toJson(Document message) {
        Map<String, @Nullable Object> json = messages.toJson(message);
        if (message.containsKey("sentAt") && SENT.contains(message.getString("state"))) {
            json.remove("nextAttemptAt");
        }
        return json;
    }
}
