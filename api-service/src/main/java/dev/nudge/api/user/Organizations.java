package dev.nudge.api.user;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import dev.nudge.api.store.Store;
import org.bson.Document;

/** The organizations. One that nobody has set anything for has no settings, not even a time zone (W2). */
final class Organizations {

    private final MongoCollection<Document> organizations;

    Organizations(Store store) {
        this.organizations = store.collection("organizations");
    }

    /** Lets the organization come into being, if need be. */
    void welcome(String id) {
        organizations.updateOne(eq("_id", id), setOnInsert("version", 1), new UpdateOptions().upsert(true));
    }
}
