package dev.nudge.api.organization;

import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.automation.Organization;
import dev.nudge.automation.OrganizationReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Stores the organizations. An organization without saved settings has none, not even a time zone (W2). A write
 * succeeds only if the version is unchanged, and marks the document until the change is published.
 */
public final class Organizations implements Outbox {

    private final VersionedDocuments documents;

    Organizations(MongoTemplate store) {
        this.documents = new VersionedDocuments(store, CollectionNames.ORGANIZATIONS);
    }

    /** Creates the organization's document if it does not exist; there is no change to publish. */
    public void createIfAbsent(String id) {
        documents.insertUnmarked(new Document("_id", id).append("version", 1));
    }

    /** Returns the organization, and creates it if it does not exist. */
    StoredOrganization get(String id) {
        while (true) {
            Optional<Document> found = documents.find(id);
            if (found.isPresent()) {
                return new StoredOrganization(found.get());
            }
            createIfAbsent(id);
        }
    }

    /** The settings as the engine reads them; those of an organization without any when there are none. */
    public Organization settings(String id) {
        return documents.find(id)
                .flatMap(document -> OrganizationReader.read(VersionedDocuments.toJson(document)).understood())
                .orElseGet(() -> Organization.withoutSettings(id));
    }

    /** What the organization does with messages that come in; empty when there is no such organization. */
    public Optional<InboundSettings> inbound(String id) {
        return documents.find(id).map(document -> new InboundSettings(
                OrganizationReader.read(VersionedDocuments.toJson(document)).understood()
                        .orElseGet(() -> Organization.withoutSettings(id)),
                new StoredOrganization(document).createsLeads()));
    }

    /** Returns false when the stored version is no longer the previous one. */
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
