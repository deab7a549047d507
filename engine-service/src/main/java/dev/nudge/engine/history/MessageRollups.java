package dev.nudge.engine.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Projections;
import dev.nudge.engine.history.RollupDocuments.Kind;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of messages by organization, hour, automation, channel and state that was reached. They are counted from
 * the documents of messages, which only delivery writes: the last two hours whenever a message of the organization has
 * changed, and once an hour the last two days, for what became known late. A message counts in an hour once for each
 * state; a state that it left before it was counted does not count, except that it was accepted and sent, of which the
 * document keeps the instants.
 */
final class MessageRollups {

    private static final Duration RECENT = Duration.ofHours(1);
    /** How far back a count of late changes goes, beside the present hour. */
    static final Duration LATE = Duration.ofHours(47);
    private static final Duration BETWEEN_LATE = Duration.ofHours(1);
    /** How long after the instant of its state a change may be stored, and still be noticed at once. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final MongoCollection<Document> organizations;
    private final MongoCollection<Document> messages;
    private final RollupDocuments documents;
    private @Nullable Instant last;
    private @Nullable Instant lastLate;

    MessageRollups(MongoDatabase database) {
        this.organizations = database.getCollection(CollectionNames.ORGANIZATIONS);
        this.messages = database.getCollection(CollectionNames.MESSAGES);
        this.documents = new RollupDocuments(database);
    }

    /** Counts the messages that have changed. Not thread-safe. */
    void count(Instant now) {
        boolean isLate = lastLate == null || !now.isBefore(lastLate.plus(BETWEEN_LATE));
        Instant from = RollupCounts.hour(now).minus(isLate ? LATE : RECENT);
        Instant changedFrom = isLate || last == null ? from : last.minus(OVERLAP);
        for (Document organization : organizations.find().projection(Projections.include("_id"))
                .into(new ArrayList<>())) {
            if (organization.get("_id") instanceof String id && hasChanged(id, changedFrom)) {
                documents.raise(counted(id, from));
            }
        }
        last = now;
        lastLate = isLate ? now : lastLate;
    }

    private boolean hasChanged(String organizationId, Instant from) {
        return messages.find(changed(organizationId, from)).projection(Projections.include("_id")).first() != null;
    }

    private static Bson changed(String organizationId, Instant from) {
        return and(eq("organizationId", organizationId), gte("stateAt", Date.from(from)));
    }

    private RollupCounts counted(String organizationId, Instant from) {
        RollupCounts counts = new RollupCounts();
        messages.find(changed(organizationId, from))
                .projection(Projections.include("automationId", "channel", "state", "stateAt", "sentAt", "queuedAt",
                        "test"))
                .timeoutMode(TimeoutMode.ITERATION).forEach(message -> {
                    if (!Boolean.TRUE.equals(message.get("test"))) {
                        count(counts, organizationId, from, message);
                    }
                });
        return counts;
    }

    private static void count(RollupCounts counts, String organizationId, Instant from, Document message) {
        boolean hasSentAt = message.get("sentAt") instanceof Date;
        reached(counts, organizationId, from, message, "queuedAt", MessageState.QUEUED.name());
        reached(counts, organizationId, from, message, "sentAt", MessageState.SENT.name());
        Object state = message.get("state");
        boolean isCounted = MessageState.QUEUED.name().equals(state) || MessageState.SENDING.name().equals(state)
                || MessageState.SENT.name().equals(state) && hasSentAt;
        if (!isCounted) {
            reached(counts, organizationId, from, message, "stateAt", state);
        }
    }

    private static void reached(RollupCounts counts, String organizationId, Instant from, Document message,
            String instant, @Nullable Object state) {
        if (message.get(instant) instanceof Date at && !at.toInstant().isBefore(from)) {
            counts.add(organizationId, Kind.MESSAGES, at.toInstant(), message.get("automationId"),
                    message.get("channel"), state);
        }
    }
}
