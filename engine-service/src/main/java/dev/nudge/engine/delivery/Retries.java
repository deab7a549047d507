package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries that a person has requested. A command names its attempt number, and is valid only while the message has had
 * exactly one attempt fewer and is in a state that permits a retry. So duplicate requests, concurrent or after a crash,
 * cause one attempt.
 */
final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private Retries() {}

    /** Whether a command requests more than the first attempt, which needs no request. */
    static boolean isRetry(Document command) {
        return attempt(command) > 1;
    }

    /** The attempt number that a command requests, or that a message has reached. */
    static int attempt(Document message) {
        return message.get("attempt") instanceof Number attempt ? attempt.intValue() : 1;
    }

    /**
     * The messages for which the next attempt is requested.
     *
     * @param kept the stored messages by id
     */
    static Collection<Document> due(List<Document> commands, Map<String, Document> kept) {
        Map<String, Document> due = new LinkedHashMap<>();
        for (Document command : commands.stream().filter(Retries::isRetry).toList()) {
            Document message = kept.get(command.getString("_id"));
            if (message != null && isNext(attempt(command), message)) {
                due.put(command.getString("_id"), message);
            } else {
                LOG.info("Ignored attempt {} of {}: it is not the next one", attempt(command), command.get("_id"));
            }
        }
        return due.values();
    }

    private static boolean isNext(int attempt, Document message) {
        return attempt == attempt(message) + 1
                && MessageState.named(message.getString("state")).filter(MessageState::canBeRetried).isPresent();
    }

    /**
     * Begins the attempt, or ends the message, with its {@code reason} if it fails. The write applies only to the state and attempt in which the message was
     * read.
     */
    static WriteModel<Document> begin(Document message, MessageState state, Instant now) {
        Bson outcome = combine(set("state", state.name()), set("stateAt", Date.from(now)),
                set("attempt", attempt(message) + 1));
        return new UpdateOneModel<>(
                and(eq("_id", message.get("_id")), eq("state", message.get("state")),
                        eq("attempt", message.get("attempt"))),
                state == MessageState.FAILED ? combine(outcome, set("reason", message.get("reason"))) : outcome);
    }
}
