package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import dev.nudge.engine.EngineMetrics;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that a person has asked to be tried again. A command names the attempt that it asks for, and counts while
 * the message has had one attempt fewer and its state can be retried; so the same asked for twice, at once or after a
 * crash, is one attempt. Before it the message is looked at as before any other (F5): what is too late or not wanted any
 * more is ended.
 */
final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private final MongoCollection<Document> messages;
    private final MongoCollection<Document> leads;
    private final EngineMetrics metrics;

    Retries(MongoDatabase database, EngineMetrics metrics) {
        this.messages = database.getCollection("messages");
        this.leads = database.getCollection("leads");
        this.metrics = metrics;
    }

    /** Whether a command asks for more than the first attempt, which needs nobody to ask. */
    static boolean isRetry(Document command) {
        return attempt(command) > 1;
    }

    private static int attempt(Document message) {
        return message.get("attempt") instanceof Number attempt ? attempt.intValue() : 1;
    }

    /** The messages to send now, as they are kept. */
    List<Document> due(List<Document> commands, Instant now) {
        Map<String, Document> kept = new LinkedHashMap<>();
        if (!commands.isEmpty()) {
            messages.find(in("_id", commands.stream().map(command -> command.getString("_id")).distinct().toList()))
                    .forEach(message -> kept.put(message.getString("_id"), message));
        }
        Map<String, Document> due = new LinkedHashMap<>();
        for (Document command : commands) {
            Document message = kept.get(command.getString("_id"));
            if (message != null && isNext(attempt(command), message)) {
                due.put(command.getString("_id"), message);
            } else {
                LOG.info("Attempt {} of {} isn't its next one; left alone", attempt(command), command.get("_id"));
            }
        }
        return due.values().stream().filter(message -> !isEnded(message, now)).toList();
    }

    private static boolean isNext(int attempt, Document message) {
        return attempt == attempt(message) + 1
                && MessageState.named(message.getString("state")).filter(MessageState::canBeRetried).isPresent();
    }

    private boolean isEnded(Document message, Instant now) {
        if (message.get("notAfter") instanceof Date notAfter && !now.isBefore(notAfter.toInstant())) {
            end(message, MessageState.EXPIRED, now);
            return true;
        }
        if (isOptedOut(message)) {
            end(message, MessageState.OPTED_OUT, now);
            return true;
        }
        return false;
    }

    private boolean isOptedOut(Document message) {
        if (!"lead".equals(message.getString("recipientKind"))) {
            return false;
        }
        Document lead = leads.find(eq("_id", message.getString("organizationId") + ":" + message.getString("leadId")))
                .projection(Projections.include("optOuts")).first();
        return lead != null && lead.get("optOuts") instanceof Document optOuts
                && optOuts.containsKey(message.getString("channel"));
    }

    private void end(Document message, MessageState state, Instant now) {
        LOG.info("Ended {}: {}", message.get("_id"), state);
        if (write(message, new Document("state", state.name()).append("stateAt", Date.from(now)))) {
            metrics.message(message.getString("channel"), state.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Those that went out, and when. */
    void sent(List<Document> sent, Instant at) {
        sent.forEach(message -> write(message,
                new Document("state", MessageState.SENT.name()).append("sentAt", Date.from(at))));
    }

    /** Applies to the message as it was read, or not at all. */
    private boolean write(Document message, Document changes) {
        List<Bson> updates = new ArrayList<>();
        changes.forEach((name, value) -> updates.add(set(name, value)));
        updates.add(set("attempt", attempt(message) + 1));
        return messages.updateOne(and(eq("_id", message.get("_id")), eq("state", message.get("state")),
                eq("attempt", message.get("attempt"))), combine(updates)).getModifiedCount() == 1;
    }
}
