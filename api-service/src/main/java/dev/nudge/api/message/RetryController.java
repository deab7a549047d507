package dev.nudge.api.message;

import dev.nudge.api.security.Caller;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.web.NoRequestBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.message.MessageState;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/messages/{id}/retry}: an admin retries a message that delivery has given up. An expired message then
 * waits for the next opening of its window.
 */
@RestController
final class RetryController {

    private static final Logger LOG = LoggerFactory.getLogger(RetryController.class);
    private static final String POSSIBLE = Arrays.stream(MessageState.values()).filter(MessageState::canBeRetried)
            .map(MessageState::name).collect(Collectors.joining(" or "));

    private final PagedCollection messages;
    private final RetryCommands commands;

    RetryController(PagedCollection messages, RetryCommands commands) {
        this.messages = messages;
        this.commands = commands;
    }

    @PostMapping("/api/messages/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> retry(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query,
            InputStream body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can retry a message.");
        }
        Document message = messages.find(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("message", id));
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        String state = message.getString("state");
        if (MessageState.named(state).filter(MessageState::canBeRetried).isEmpty()) {
            throw ProblemException
                    .conflict("Expected a message in state " + POSSIBLE + " but found " + state + ".");
        }
        int attempt = RetryCommands.nextAttempt(message);
        commands.append(List.of(message));
        LOG.info("{} of {} requested attempt {} of message {}", caller.userId(), caller.organizationId(), attempt, id);
        return Map.of("id", id, "attempt", attempt);
    }
}
