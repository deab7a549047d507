package dev.nudge.engine.delivery;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/**
 * The webhooks that answered that they are gone (410). Nothing more is sent to such an address until the organization
 * saves its settings again, which removes the entry.
 */
final class GoneWebhooks {

    static final String REASON = "The webhook answered 410 (gone) earlier. Save the organization's webhookUrl to use it again.";

    private final MongoCollection<Document> webhooks;

    GoneWebhooks(MongoDatabase database) {
        this.webhooks = database.getCollection(CollectionNames.GONE_WEBHOOKS);
    }

    /** Identifies the organization and the address of a message. */
    static String id(Document message) {
        return DocumentIds.ofGoneWebhook(message.getString("organizationId"), message.getString("to"));
    }

    /** The ids of the gone webhooks among those that the messages go to. */
    Set<String> gone(Collection<Document> messages) {
        List<String> ids = messages.stream()
                .filter(message -> Channel.WEBHOOK.json().equals(message.getString("channel")))
                .map(GoneWebhooks::id).distinct().sorted().toList();
        return ids.isEmpty()
                ? Set.of()
                : webhooks.find(Filters.in("_id", ids)).projection(Projections.include("_id"))
                        .map(entry -> entry.getString("_id")).into(new HashSet<>());
    }

    void record(Document message, Instant at) {
        webhooks.replaceOne(Filters.eq("_id", id(message)), new Document("_id", id(message))
                .append("organizationId", message.getString("organizationId")).append("at", Date.from(at)),
                new ReplaceOptions().upsert(true));
    }
}
