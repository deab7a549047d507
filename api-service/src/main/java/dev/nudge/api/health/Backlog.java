package dev.nudge.api.health;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
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
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What waits in the database. Each query uses an index, and counting ends at 10,000. */
final class Backlog {

    private static final int MAX_COUNT = 10_000;
    private static final int MAX_ORGANIZATIONS = 1_000;
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
            return count(caller);
        }
        Counted known = ofAll;
        if (known == null || !now.isBefore(known.at().plus(KEPT))) {
            known = new Counted(count(caller), now);
            ofAll = known;
        }
        return known.messages();
    }

    private Messages count(Caller caller) {
        List<@Nullable String> seen = new ArrayList<>();
        if (caller.isOperator()) {
            organizations.find().projection(include("_id")).sort(Sorts.ascending("_id")).limit(MAX_ORGANIZATIONS)
                    .forEach(organization -> seen.add(organization.getString("_id")));
            seen.add(null); // dead letters whose organization could not be read
        } else {
            seen.add(caller.organizationId());
        }
        int letters = 0;
        int unknown = 0;
        Unsent oldest = null;
        for (String organization : seen) {
            letters += count(deadLetters, MAX_COUNT - letters,
                    and(eq("organizationId", organization), eq("replayedAt", null)));
            if (organization != null) {
                unknown += count(messages, MAX_COUNT - unknown,
                        and(eq("organizationId", organization), eq("state", MessageState.UNKNOWN.name())));
                oldest = earlier(oldest, oldest(organization));
            }
        }
        return new Messages(letters, unknown, oldest);
    }

    private static int count(MongoCollection<Document> collection, int limit, Bson filter) {
        return limit <= 0
                ? 0
                : collection.find(filter).projection(include("_id")).limit(limit).batchSize(limit)
                        .into(new ArrayList<>()).size();
    }

    private @Nullable Unsent oldest(String organization) {
        return Arrays.stream(Channel.values())
                .map(channel -> messages
                        .find(and(eq("queue", organization + ":" + channel.json()), exists("nextAttemptAt"),
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
