package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.nudge.decision.AutomationCatalog;
import dev.nudge.decision.NextSending;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries that a person has requested. A command names its attempt number, and is valid only while the message has had
 * exactly one attempt fewer and is in a state that permits a retry. So duplicate requests, concurrent or after a crash,
 * cause one attempt. An expired message waits for the next opening of its automation's schedule.
 */
final class RetryRequests {

    /** When a retry was requested: the timestamp of its command's record. */
    static final String REQUESTED_AT = "requestedAt";

    private static final Logger LOG = LoggerFactory.getLogger(RetryRequests.class);

    private final StoredMessages messages;
    private final Restoration restoration;
    private final MongoCollection<Document> leads;
    private final AutomationCatalog catalog;

    RetryRequests(MongoDatabase database, StoredMessages messages, Restoration restoration,
            AutomationCatalog catalog) {
        this.messages = messages;
        this.restoration = restoration;
        this.leads = database.getCollection(CollectionNames.LEADS);
        this.catalog = catalog;
    }

    /** Whether a command requests another attempt; the first one needs no request. */
    static boolean isRetry(Document command) {
        return command.containsKey("attempt");
    }

    /** @return the message as it waits for the requested attempt; empty when the request is not valid any more */
    Optional<Document> accept(Document command, Document message, Instant now) {
        int requested = Attempt.made(command);
        int made = Attempt.made(message);
        String state = message.getString("state");
        if (requested != made + 1
                || MessageState.named(state).filter(MessageState::canBeRetried).isEmpty()) {
            LOG.info("Ignored attempt {} of {}: it is not the next one", requested, command.get("_id"));
            return Optional.empty();
        }
        if (restoration.mayHaveMade(command, message)) {
            if (Restoration.hasEnded(message)) {
                return Optional.empty(); // the command comes again
            }
            Outcome unknown = restoration.unknown(message, now);
            messages.change(List.of(unknown.change()));
            return Optional.ofNullable(unknown.again());
        }
        Optional<NextSending> next = MessageState.EXPIRED.name().equals(state)
                ? nextSending(message, now)
                : Optional.of(new NextSending(now, instant(message, "notAfter")));
        if (next.isEmpty()) {
            LOG.info("Ignored attempt {} of {}: its automation has no opening any more", requested,
                    command.get("_id"));
            return Optional.empty();
        }
        Document waits = new Document(message).append("state", MessageState.QUEUED.name())
                .append("stateAt", Date.from(now)).append("nextAttemptAt", Date.from(next.get().at()))
                .append("notAfter", next.get().notAfter() == null ? null : Date.from(next.get().notAfter()))
                .append("finalAttempt", requested).append("attempt", made);
        waits.remove("reason");
        waits.remove("refusals");
        waits.remove("pinnedTo");
        Bson asRead = and(eq("state", state), eq("attempt", message.get("attempt")));
        return messages.update(message.getString("_id"), asRead,
                combine(set("state", waits.get("state")), set("stateAt", waits.get("stateAt")),
                        set("nextAttemptAt", waits.get("nextAttemptAt")), set("notAfter", waits.get("notAfter")),
                        set("finalAttempt", requested), set("attempt", made), set("queue", waits.get("queue")),
                        set("partition", waits.get("partition")), unset("reason"), unset("refusals"),
                        unset("pinnedTo")))
                                ? Optional.of(waits)
                                : Optional.empty();
    }

    private Optional<NextSending> nextSending(Document message, Instant now) {
        Document lead = leads.find(Filters.eq("_id",
                DocumentIds.ofLead(message.getString("organizationId"), message.getString("leadId")))).first();
        return lead == null || !(message.get("automationId") instanceof String automationId)
                ? Optional.of(new NextSending(now, null))
                : NextSending.of(catalog, LeadDocumentReader.lead(lead), automationId, now);
    }

    private static @Nullable Instant instant(Document message, String field) {
        return message.get(field) instanceof Date date ? date.toInstant() : null;
    }
}
