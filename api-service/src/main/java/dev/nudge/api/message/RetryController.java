package dev.nudge.api.message;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/messages/{id}/retry}: an admin retries a message that delivery has given up. This class sends and
 * stores nothing: it appends the message's command again with the next attempt number. Only delivery writes messages,
 * and it makes each attempt once, so that concurrent requests cause one attempt.
 */
@RestController
final class RetryController {

    private static final Logger LOG = LoggerFactory.getLogger(RetryController.class);
    private static final String POSSIBLE = Arrays.stream(MessageState.values()).filter(MessageState::canBeRetried)
            .map(MessageState::name).collect(Collectors.joining(" or "));

    private final PagedCollection commands;
    private final KafkaProducerGateway broker;

    /** @param commands the messages, in the form of their original records */
    RetryController(PagedCollection commands, KafkaProducerGateway broker) {
        this.commands = commands;
        this.broker = broker;
    }

    @PostMapping("/api/messages/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Object> retry(@AuthenticationPrincipal Caller caller, @PathVariable String id, Query query,
            InputStream body) {
        if (!caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can retry a message.");
        }
        Document message = commands.find(caller.organizationId(), id)
                .orElseThrow(() -> ProblemException.notFound("message", id));
        query.allowOnly();
        query.check();
        NoRequestBody.require(body);
        String state = message.getString("state");
        if (MessageState.named(state).filter(MessageState::canBeRetried).isEmpty()) {
            throw ProblemException
                    .conflict("Expected a message in state " + POSSIBLE + " but found " + state + ".");
        }
        int attempt = message.getInteger("attempt", 1) + 1;
        append(message, attempt);
        LOG.info("{} of {} requested attempt {} of message {}", caller.userId(), caller.organizationId(), attempt, id);
        return Map.of("id", id, "attempt", attempt);
    }

    private void append(Document message, int attempt) {
        Map<String, @Nullable Object> command = commands.toJson(message);
        command.put("attempt", attempt);
        try {
            broker.append(List
                    .of(new KafkaProducerGateway.Entry(Topics.MESSAGE_COMMANDS, message.getString("leadId"), command)));
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("Attempt {} of message {} was not acknowledged: {}", attempt, message.getString("_id"),
                    unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge the retry. Send the request again.");
        }
    }
}
