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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that a person has asked to be tried again. A command names the attempt that it asks for, and counts while
 * the message has had one attempt fewer and its state can be retried; so the same asked for twice, at once or after a
 * crash, is one attempt.
 */
final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private Retries() {}

    /** Whether a command asks for more than the first attempt, which needs nobody to ask. */
    static boolean isRetry(Document command) {
        return attempt(command) > 1;
    }

    /** Which attempt a command asks for, or how many a message has had. */
    static int attempt(Document message) {
        return message.get("attempt") instanceof Number attempt ? attempt.intValue() : 1;
    }

    /**
     * The messages whose next attempt is asked for.
     *
     * @param kept the messages as they are kept, by their ids
     */
    static Collection<Document> due(List<Document> commands, Map<String, Document> kept) {
        Map<String, Document> due = new LinkedHashMap<>();
        for (Document command : commands.stream().filter(Retries::isRetry).toList()) {
            Document message = kept.get(command.getString("_id"));
            if (message != null && isNext(attempt(command), message)) {
                due.put(command.getString("_id"), message);
            } else {
                LOG.info("Attempt {} of {} isn't its next one; left alone", attempt(command), command.get("_id"));
            }
        }
        return due.values();
    }

    private static boolean isNext(int attempt, Document message) {
        return attempt == attempt(message) + 1
                && MessageState.named(message.getString("state")).filter(MessageState::canBeRetried).isPresent();
    }

    /**
     * Begins the attempt, or ends the message instead. It applies to the message as it was read, and to no other state
     * or attempt.
     */
    static WriteModel<Document> begin(Document message, MessageState state, Instant now) {
        return new UpdateOneModel<>(
                and(eq("_id", message.get("_id")), eq("state", message.get("state")),
                        eq("attempt", message.get("attempt"))),
                combine(set("state", state.name()), set("stateAt", Date.from(now)),
                        set("attempt", attempt(message) + 1)));
    }
}
