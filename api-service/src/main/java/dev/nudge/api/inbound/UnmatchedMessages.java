package dev.nudge.api.inbound;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.Page;
import dev.nudge.event.LeadEvent;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.Inserts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Stores messages from addresses that no lead has, for 90 days. */
public final class UnmatchedMessages implements IndexedCollection {

    private static final Duration KEPT = Duration.ofDays(90);
    private static final String RECEIVED_AT = "receivedAt";
    private static final List<String> FIELDS = List.of("channel", "from", "to", "subject", "body", "attachments");

    private final MongoCollection<Document> messages;
    private final PagedCollection pages;
    private final InstantSource clock;

    public UnmatchedMessages(MongoTemplate store, InstantSource clock) {
        this.messages = store.getCollection(CollectionNames.UNMATCHED_MESSAGES);
        this.pages = new PagedCollection(messages, RECEIVED_AT, Set.of());
        this.clock = clock;
    }

    @Override
    public void prepare() {
        IndexDefinition.create(messages, KEPT);
    }

    /**
     * Stores the message, unless it is stored already.
     *
     * @return when it was received first
     */
    public Instant keep(LeadEvent event) {
        String organizationId = event.key().organizationId();
        String id = DocumentIds.ofUnmatchedMessage(organizationId, event.id());
        Date now = Date.from(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Document document = new Document("_id", id).append("organizationId", organizationId)
                .append("messageId", event.id()).append(RECEIVED_AT, now);
        Document data = Documents.toBson(event.data());
        FIELDS.forEach(name -> document.append(name, data.get(name)));
        if (Inserts.ifAbsent(messages, document)) {
            return now.toInstant();
        }
        Document known = messages.find(eq("_id", id)).first();
        return known == null ? now.toInstant() : known.getDate(RECEIVED_AT).toInstant();
    }

    /** Newest first. */
    Page<Document> page(String organizationId, @Nullable PagePosition after, int limit) {
        return pages.page(eq("organizationId", organizationId), after, limit);
    }

    static Map<String, @Nullable Object> toJson(Document message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", message.getString("messageId"));
        json.put(RECEIVED_AT, Documents.json(message.get(RECEIVED_AT)));
        FIELDS.forEach(name -> json.put(name, Documents.json(message.get(name))));
        return json;
    }
}
