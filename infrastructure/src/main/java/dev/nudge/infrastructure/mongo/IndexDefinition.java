package dev.nudge.infrastructure.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An index that queries of the product use. {@link #ALL} is the table of them.
 *
 * @param fields its keys, all ascending
 */
public record IndexDefinition(String collection, List<String> fields, Option option) {

    /** What an index does beside finding documents. */
    public enum Option {
        NONE,
        /** It holds only documents that have the field. */
        SPARSE,
        /** It holds only documents that have the last field. */
        WHERE_LAST_FIELD_EXISTS,
        /** Documents are removed some time after the instant in the field. */
        EXPIRES
    }

    public static final List<IndexDefinition> ALL = List.of(
            of(CollectionNames.LEADS, Option.WHERE_LAST_FIELD_EXISTS, "position.partition", "nextDueAt"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "addresses"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "createdAt"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "nameKeys", "_id"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "statusKey", "_id"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "lastNow", "_id"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "statusKey", "lastNow", "_id"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "nextDueAt", "_id"),
            of(CollectionNames.LEADS, Option.NONE, "organizationId", "statusKey", "nextDueAt", "_id"),
            of(CollectionNames.MESSAGES, Option.NONE, "organizationId", "firedAt", "_id"),
            of(CollectionNames.MESSAGES, Option.NONE, "organizationId", "leadId", "firedAt", "_id"),
            of(CollectionNames.MESSAGES, Option.NONE, "organizationId", "automationId", "firedAt", "_id"),
            of(CollectionNames.MESSAGES, Option.NONE, "organizationId", "state", "firedAt", "_id"),
            of(CollectionNames.MESSAGES, Option.NONE, "organizationId", "stateAt", "_id"),
            of(CollectionNames.MESSAGES, Option.WHERE_LAST_FIELD_EXISTS, "queue", "nextAttemptAt"),
            of(CollectionNames.MESSAGES, Option.SPARSE, "providerId"),
            of(CollectionNames.MESSAGES, Option.EXPIRES, "firedAt"),
            of(CollectionNames.DECISIONS, Option.NONE, "organizationId", "leadId", "at", "sequence", "_id"),
            of(CollectionNames.DECISIONS, Option.NONE, "organizationId", "automationId", "at", "sequence", "_id"),
            of(CollectionNames.DECISIONS, Option.NONE, "organizationId", "at", "sequence", "_id"),
            of(CollectionNames.DECISIONS, Option.NONE, "organizationId", "storedAt", "_id"),
            of(CollectionNames.DECISIONS, Option.EXPIRES, "at"),
            of(CollectionNames.ROLLUPS, Option.NONE, "organizationId", "automationId", "at"),
            of(CollectionNames.ROLLUPS, Option.SPARSE, "changed"),
            of(CollectionNames.ROLLUPS, Option.EXPIRES, "at"),
            of(CollectionNames.LEAD_EVENTS, Option.NONE, "organizationId", "leadId", "at", "sequence", "_id"),
            of(CollectionNames.LEAD_EVENTS, Option.EXPIRES, "at"),
            of(CollectionNames.DEAD_LETTERS, Option.NONE, "organizationId", "at", "_id"),
            of(CollectionNames.DEAD_LETTERS, Option.NONE, "replayedAt", "organizationId", "at", "_id"),
            of(CollectionNames.DEAD_LETTERS, Option.EXPIRES, "at"),
            of(CollectionNames.AUTOMATIONS, Option.NONE, "organizationId", "createdAt", "_id"),
            of(CollectionNames.AUTOMATIONS, Option.NONE, "organizationId", "name", "_id"), // also to filter by name
            of(CollectionNames.AUTOMATIONS, Option.SPARSE, "pending"),
            of(CollectionNames.AUTOMATIONS, Option.WHERE_LAST_FIELD_EXISTS, "updatedAt", "deleted"), // tombstones
            of(CollectionNames.TEMPLATES, Option.NONE, "organizationId", "_id"),
            of(CollectionNames.TEMPLATES, Option.SPARSE, "pending"),
            of(CollectionNames.ORGANIZATIONS, Option.SPARSE, "pending"),
            of(CollectionNames.USERS, Option.NONE, "pending"),
            of(CollectionNames.UNMATCHED_MESSAGES, Option.NONE, "organizationId", "receivedAt", "_id"),
            of(CollectionNames.UNMATCHED_MESSAGES, Option.EXPIRES, "receivedAt"),
            of(CollectionNames.INSTANCES, Option.EXPIRES, "reportedAt"),
            of(CollectionNames.IDEMPOTENCY, Option.EXPIRES, "expiresAt"));

    private static IndexDefinition of(String collection, Option option, String... fields) {
        return new IndexDefinition(collection, List.of(fields), option);
    }

    /** Creates the indexes of a collection, except those by which documents expire; does nothing where they exist. */
    public static void create(MongoCollection<?> collection) {
        of(collection).filter(index -> index.option() != Option.EXPIRES)
                .forEach(index -> index.createIn(collection, Duration.ZERO));
    }

    /**
     * Creates all indexes of a collection; does nothing where they exist.
     *
     * @param kept how long a document is kept after the instant by which it expires
     */
    public static void create(MongoCollection<?> collection, Duration kept) {
        of(collection).forEach(index -> index.createIn(collection, kept));
    }

    private static Stream<IndexDefinition> of(MongoCollection<?> collection) {
        return ALL.stream()
                .filter(index -> index.collection().equals(collection.getNamespace().getCollectionName()));
    }

    private void createIn(MongoCollection<?> collection, Duration kept) {
        MongoSettings.forIndexes(collection).createIndex(Indexes.ascending(fields), switch (option) {
            case NONE -> new IndexOptions();
            case SPARSE -> new IndexOptions().sparse(true);
            case WHERE_LAST_FIELD_EXISTS ->
                new IndexOptions().partialFilterExpression(Filters.exists(fields.getLast()));
            case EXPIRES -> new IndexOptions().expireAfter(kept.toSeconds(), TimeUnit.SECONDS);
        });
    }
}
