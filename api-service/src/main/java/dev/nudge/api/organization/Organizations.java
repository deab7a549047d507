package dev.nudge.api.organization;

import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The organizations. One whose settings were never saved has none, not even a time zone (W2). A write applies
 * to the version that was read, or not at all, and marks the document until the change is published.
 */
public final class Organizations implements Outbox {

    private final VersionedDocuments documents;

    Organizations(MongoTemplate store) {
        this.documents = new VersionedDocuments(store, CollectionNames.ORGANIZATIONS);
    }

    /** Creates the organization's document unless it is there; it has nothing to publish. */
    public void welcome(String id) {
        documents.insertUnmarked(new Document("_id", id).append("version", 1));
    }

    /** A caller's own, which is created if it is not there. */
    StoredOrganization get(String id) {
        while (true) {
            Optional<Document> found = documents.find(id);
            if (found.isPresent()) {
                return new StoredOrganization(found.get());
            }
            welcome(id);
        }
    }

    /** False when it is not the version before any more. */
    boolean replace(StoredOrganization organization) {
        return documents.replace(organization.document());
    }

    @Override
    public void prepare() {
        IndexDefinition.create(documents.collection());
    }

    @Override
    public List<String> pending(String after, int limit) {
        return documents.pending(after, limit);
    }

    @Override
    public List<Change> changesOf(String documentId) {
        return documents.findPending(documentId).map(document -> new Change(documentId,
                ConfigurationChange.organizationChanged(new StoredOrganization(document).settings()),
                () -> documents.published(document))).stream().toList();
    }
}
