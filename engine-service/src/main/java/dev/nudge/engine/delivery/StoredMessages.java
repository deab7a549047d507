package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code messages}, which is the queue of delivery. A message with {@code nextAttemptAt} has work to do
 * at that instant: {@code QUEUED}, its next attempt; {@code SENDING}, the search for the result of an attempt whose
 * engine was killed; {@code UNKNOWN}, a look-up; {@code SENT} or {@code DELIVERED}, its event, before all else. Every
 * write names the state in which the message was read, so that of several engines one makes an attempt.
 */
final class StoredMessages {

    /** Of a sent message whose event is missing: it is the first in its queue. */
    static final Instant AT_ONCE = Instant.EPOCH;

    private static final Bson HAS_WORK = and(exists("nextAttemptAt"), in("state", MessageState.QUEUED.name(),
            MessageState.SENDING.name(), MessageState.UNKNOWN.name(), MessageState.SENT.name(),
            MessageState.DELIVERED.name()));
    /** Without it, MongoDB would read the whole collection, although the index of the queues has what is asked for. */
    private static final Bson IN_ANY_QUEUE = gte("queue", "");
    private static final String ADOPTED = "adopted";
    private static final Comparator<Document> LAST_ATTEMPT = Comparator
            .comparing((Document message) -> Attempt.history(message).getLast().getDate("at"))
            .thenComparing(message -> message.getString("_id"));

    private final MongoCollection<Document> messages;

    StoredMessages(MongoDatabase database) {
        this.messages = database.getCollection(CollectionNames.MESSAGES);
    }

    /** @param kept how long a message can be queried */
    void createIndexes(Duration kept) {
        IndexDefinition.create(messages, kept);
    }

    /** The messages that are stored, by their ids. */
    Map<String, Document> find(Collection<String> ids) {
        Map<String, Document> found = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            messages.find(in("_id", ids.stream().distinct().sorted().toList()))
                    .forEach(message -> found.put(message.getString("_id"), message));
        }
        return found;
    }

    /** Stores messages that are not stored yet. */
    void insertNew(List<Document> queued) {
        RecordDocuments.insertNew(messages, queued);
    }

    /**
     * Makes a message wait that the version before stored and did not finish: it had no instant for its next attempt.
     *
     * @return empty when the message is finished, or waits already
     */
    Optional<Document> adopt(Document message, Instant now) {
        String state = message.getString("state");
        if (message.containsKey("nextAttemptAt")
                || !List.of(MessageState.QUEUED.name(), MessageState.SENDING.name()).contains(state)) {
            return Optional.empty();
        }
        Document waits = new Document(message).append("nextAttemptAt", Date.from(now)).append("provider", "log")
                .append("claim", ADOPTED);
        boolean isAdopted = update(message.getString("_id"), and(eq("state", state), exists("nextAttemptAt", false)),
                combine(set("nextAttemptAt", waits.get("nextAttemptAt")), set("provider", "log"), set("claim", ADOPTED),
                        set("queue", waits.get("queue")), set("partition", waits.get("partition"))));
        return isAdopted ? Optional.of(waits) : Optional.empty();
    }

    /** The queues that have work, of some of the topic's partitions. */
    Set<String> queues(Collection<Integer> partitions) {
        return partitions.isEmpty()
                ? Set.of()
                : messages.distinct("queue", and(IN_ANY_QUEUE, HAS_WORK, in("partition", partitions)), String.class)
                        .into(new HashSet<>());
    }

    /** The messages of a queue that are due first. */
    List<Document> dueFirst(String queue, Collection<Integer> partitions, int limit) {
        return messages.find(and(eq("queue", queue), HAS_WORK, in("partition", partitions)))
                .sort(Sorts.ascending("nextAttemptAt")).limit(limit).into(new ArrayList<>());
    }

    /**
     * Claims the next attempt of messages for one provider.
     *
     * @param claim identifies this call
     * @param leaseEnd when the attempt counts as broken off
     * @return the ids of those that were claimed; others were claimed, ended or postponed by another engine
     */
    Set<String> claim(List<String> ids, String provider, String claim, Instant now, Instant leaseEnd) {
        List<String> sorted = ids.stream().sorted().toList();
        long claimed = messages.updateMany(
                and(in("_id", sorted), eq("state", MessageState.QUEUED.name()), lte("nextAttemptAt", Date.from(now))),
                combine(set("state", MessageState.SENDING.name()), set("stateAt", Date.from(now)), inc("attempt", 1),
                        set("provider", provider), set("claim", claim), set("nextAttemptAt", Date.from(leaseEnd))))
                .getMatchedCount();
        if (claimed == ids.size()) {
            return Set.copyOf(ids);
        }
        return messages.find(and(in("_id", sorted), eq("claim", claim))).projection(Projections.include("_id"))
                .map(message -> message.getString("_id")).into(new HashSet<>());
    }

    /**
     * Makes changes, each of which applies only to the state and claim in which its message was read. Equal changes are
     * made by one statement. An attempt whose message a provider's report has moved forward meanwhile is only added to
     * its history.
     */
    void change(List<MessageChange> changes) {
        Map<MessageChange.Shared, List<String>> shared = new LinkedHashMap<>();
        changes.forEach(change -> shared.computeIfAbsent(change.shared(), _ -> new ArrayList<>()).add(change.id()));
        List<WriteModel<Document>> writes = new ArrayList<>();
        shared.forEach((change, ids) -> writes.add(ids.size() == 1
                ? new UpdateOneModel<>(and(eq("_id", ids.getFirst()), change.filter()), change.update())
                : new UpdateManyModel<>(and(in("_id", ids.stream().sorted().toList()), change.filter()),
                        change.update())));
        if (!writes.isEmpty() && write(writes) < changes.size()) {
            write(changes.stream().filter(change -> change.attempt() != null).map(StoredMessages::history).toList());
        }
    }

    private int write(List<WriteModel<Document>> writes) {
        return writes.isEmpty()
                ? 0
                : messages.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount();
    }

    private static WriteModel<Document> history(MessageChange change) {
        Document attempt = Objects.requireNonNull(change.attempt());
        Bson update = push("attempts", attempt);
        return new UpdateOneModel<>(
                and(eq("_id", change.id()), eq("claim", change.claim()), nin("state", change.states()),
                        ne("attempts.at", attempt.get("at"))),
                change.values().get("segments") instanceof Integer segments
                        ? combine(update, set("segments", segments))
                        : update);
    }

    /** Those of the messages that are sent and whose events may not be appended. */
    List<Document> unreported(List<String> ids) {
        return ids.isEmpty() ? List.of() : messages.find(isUnreported(ids)).into(new ArrayList<>());
    }

    /** The events of sent messages are appended. */
    void reported(List<String> ids) {
        messages.updateMany(isUnreported(ids), unset("nextAttemptAt"));
    }

    private static Bson isUnreported(List<String> ids) {
        return and(in("_id", ids.stream().sorted().toList()), exists("nextAttemptAt"), exists("sentAt"),
                in("state", MessageState.SENT.name(), MessageState.DELIVERED.name()));
    }

    /** @return whether the message was in the state that the filter asks for */
    boolean update(String id, Bson filter, Bson update) {
        return messages.updateOne(and(eq("_id", id), filter), update).getMatchedCount() > 0;
    }

    /** Whether a provider's id is that of another message. */
    boolean isOfAnother(String id, String providerId) {
        return messages.find(and(eq("providerId", providerId), ne("_id", id))).projection(Projections.include("_id"))
                .first() != null;
    }

    /**
     * Whether another message, which a provider's list does not distinguish from this one, has precedence: its attempt
     * is under way, or its result is unknown as well and its attempt was earlier.
     */
    boolean hasIndistinguishable(Document message) {
        Bson sameText = message.get("contentSid") instanceof String
                ? Filters.empty()
                : eq("text", message.get("text"));
        return messages
                .find(and(eq("queue", message.get("queue")), exists("nextAttemptAt"), ne("_id", message.get("_id")),
                        eq("to", message.get("to")), sameText))
                .projection(Projections.include("state", "attempts.at")).into(new ArrayList<>()).stream()
                .anyMatch(other -> MessageState.SENDING.name().equals(other.getString("state"))
                        || MessageState.UNKNOWN.name().equals(other.getString("state"))
                                && LAST_ATTEMPT.compare(other, message) < 0);
    }
}
