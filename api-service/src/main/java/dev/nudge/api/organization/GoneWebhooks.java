package dev.nudge.api.organization;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The webhooks that answered that they are gone (410); the engine sends nothing to them. */
final class GoneWebhooks {

    private final MongoCollection<Document> webhooks;

    GoneWebhooks(MongoTemplate store) {
        this.webhooks = store.getCollection(CollectionNames.GONE_WEBHOOKS);
    }

    /** The organization's webhooks are used again. */
    void forget(String organizationId) {
        webhooks.deleteMany(and(gte("_id", DocumentIds.ofGoneWebhook(organizationId, "")),
                lt("_id", DocumentIds.afterAllOf(organizationId))));
    }
}
