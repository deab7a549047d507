package dev.nudge.api.organization;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.Inserts;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The organizations. One that nobody has set anything for has no settings, not even a time zone (W2). A write applies
 * to the version that was read, or not at all, and marks the document until the change is published.
 */
public final class Organizations implements Outbox {

    private final MongoCollection<Document> organizations;

    Organizations(MongoTemplate store) {
        this.organizations = store.getCollection("organizations");
    }

    /** Creates the organization's document unless it is there. */
    public void welcome(String id) {
        Inserts.ifAbsent(organizations, new Document("_id", id).append("version", 1));
    }

    /** A caller's own, which there is, or there will be at once. */
    StoredOrganization get(String id) {
        while (true) {
            Document found = organizations.find(eq("_id", id)).first();
            if (found != null) {
                return new StoredOrganization(found);
            }
            welcome(id);
        }
    }

    /** False when it is not the version before any more. */
    boolean replace(StoredOrganization organization) {
        return organizations.replaceOne(and(eq("_id", organization.id()), eq("version", organization.version() - 1)),
                organization.document()).getMatchedCount() == 1;
    }

    @Override
    public void prepare() {
        MongoSettings.forIndexes(organizations).createIndex(Indexes.ascending("pending"),
                new IndexOptions().sparse(true));
    }

    @Override
    public List<String> pending(String after, int limit) {
        return organizations.find(and(eq("pending", true), gt("_id", after))).projection(include("_id"))
                .sort(Sorts.ascending("_id")).limit(limit).map(organization -> organization.getString("_id"))
                .into(new ArrayList<>());
    }

    @Override
    public List<Change> changesOf(String documentId) {
        Document document = organizations.find(and(eq("_id", documentId), eq("pending", true))).first();
        if (document == null) {
            return List.of();
        }
        StoredOrganization organization = new StoredOrganization(document);
        return List.of(new Change(documentId, ConfigurationChange.organizationChanged(organization.settings()),
                () -> organizations.updateOne(and(eq("_id", documentId), eq("version", organization.version())),
                        unset("pending"))));
    }
}
