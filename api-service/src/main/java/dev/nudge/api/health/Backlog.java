package dev.nudge.api.health;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.Topics;
import dev.nudge.api.security.Caller;
import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What waits in the database. Queries are bounded, and counting ends at 10,000. */
final class Backlog {

    private static final int MAX_COUNT = 10_000;
    private static final int MAX_ORGANIZATIONS = 1_000;
    private static final int MAX_QUEUES = 200;
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final MongoCollection<Document> leads;
    private final MongoCollection<Document> messages;
    private final MongoCollection<Document> deadLetters;
    private final MongoCollection<Document> organizations;
    private final MongoCollection<Document> engine;
    private volatile @Nullable Counted ofAll;

    Backlog(MongoTemplate store) {
        this.leads = store.getCollection(CollectionNames.LEADS);
        this.messages = store.getCollection(CollectionNames.MESSAGES);
        this.deadLetters = store.getCollection(CollectionNames.DEAD_LETTERS);
        this.organizations = store.getCollection(CollectionNames.ORGANIZATIONS);
        this.engine = store.getCollection(CollectionNames.ENGINE);
    }

    private record Counted(Messages messages, Instant at) {}

    /** A message that waits for its attempt. */
    record Unsent(String messageId, String channel, Instant dueAt) {}

    /** @param oldest the unsent message that is due first; null without any */
    record Messages(int deadLetters, int unknown, @Nullable Unsent oldest) {}

    /** The leads with a timer that is due, whichever their organization. */
    int dueTimers(Instant now) {
        int due = 0;
        int partitions = partitions();
        for (int partition = 0; partition < partitions && due < MAX_COUNT; partition++) {
            due += count(leads, MAX_COUNT - due, and(eq("position.partition", partition), exists("nextDueAt"),
                    lte("nextDueAt", Date.from(now))));
        }
        return due;
    }

    /** Of the topic that the leads' positions refer to; 0 before the engine has started for the first time. */
    private int partitions() {
        Document topic = engine.find(eq("_id", Topics.LEAD_EVENTS)).first();
        return topic == null ? 0 : topic.getInteger("partitions", 0);
    }

    /** An operator's, of all organizations, are at most five seconds old. */
    Messages messages(Caller caller, Instant now) {
        if (!caller.isOperator()) {
            return of(caller.organizationId());
        }
        Counted known = ofAll;
        if (known == null || !now.isBefore(known.at().plus(KEPT))) {
            known = new Counted(ofAllOrganizations(), now);
            ofAll = known;
        }
        return known.messages();
    }

    private Messages of(String organization) {
        Bson own = eq("organizationId", organization);
        return new Messages(count(deadLetters, MAX_COUNT, and(own, eq("replayedAt", null))),
                count(messages, MAX_COUNT, and(own, eq("state", MessageState.UNKNOWN.name()))),
                oldest(Arrays.stream(Channel.values()).map(channel -> organization + ":" + channel.json())));
    }

    /** Of the first organizations, by their ids, and of the first queues. */
    Messages ofAllOrganizations() {
        List<String> ids = organizations.find().projection(include("_id")).sort(Sorts.ascending("_id"))
                .limit(MAX_ORGANIZATIONS).map(organization -> organization.getString("_id")).into(new ArrayList<>());
        List<String> queues = messages
                .distinct("queue", and(gte("queue", ""), exists("nextAttemptAt")), String.class)
                .into(new ArrayList<>());
        return new Messages(count(deadLetters, MAX_COUNT, eq("replayedAt", null)),
                count(messages, MAX_COUNT, and(in("organizationId", ids), eq("state", MessageState.UNKNOWN.name()))),
                oldest(queues.stream().limit(MAX_QUEUES)));
    }

    private static int count(MongoCollection<Document> collection, int limit, Bson filter) {
        return limit <= 0
                ? 0
                : collection.find(filter).projection(include("_id")).limit(limit).batchSize(limit)
                        .into(new ArrayList<>()).size();
    }

    private @Nullable Unsent oldest(Stream<String> queues) {
        return queues
                .map(queue -> messages
                        .find(and(eq("queue", queue), exists("nextAttemptAt"),
                                eq("state", MessageState.QUEUED.name())))
                        .projection(include("channel", "nextAttemptAt")).sort(Sorts.ascending("nextAttemptAt")).first())
                .map(Backlog::unsent).reduce(null, Backlog::earlier);
    }

    private static @Nullable Unsent unsent(@Nullable Document message) {
        return message == null
                ? null
                : new Unsent(message.getString("_id"), message.getString("channel"),
                        message.getDate("nextAttemptAt").toInstant());
    }

    private static @Nullable Unsent earlier(@Nullable Unsent one, @Nullable Unsent other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.dueAt().isBefore(one.dueAt()) ? other : one;
    }
}
