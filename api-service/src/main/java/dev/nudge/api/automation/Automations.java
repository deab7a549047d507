package dev.nudge.api.automation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.api.user.KnownAutomations;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Stores the automations of all organizations; each organization can access only its own. A write succeeds only if the
 * version is unchanged, and marks the document until the change is published. A deleted automation remains as a
 * versioned tombstone that no read returns.
 */
public final class Automations implements Outbox, KnownAutomations {

    private final VersionedDocuments documents;
    private final MongoCollection<Document> automations;

    Automations(MongoTemplate store) {
        this.documents = new VersionedDocuments(store, CollectionNames.AUTOMATIONS);
        this.automations = documents.collection();
    }

    /** Returns the inserted automation, or the existing one with the same id. */
    StoredAutomation insert(StoredAutomation automation) {
        return documents.insert(automation.document())
                ? automation
                : find(automation.organizationId(), automation.id()).orElse(automation);
    }

    Optional<StoredAutomation> find(String organizationId, String id) {
        return Optional.ofNullable(automations.find(and(eq("_id", id), of(organizationId))).first())
                .map(StoredAutomation::new);
    }

    /** The automation as the engine reads it. */
    public Optional<Automation> automation(String organizationId, String id) {
        return find(organizationId, id)
                .flatMap(stored -> AutomationReader.read(stored.toJson()).understood());
    }

    @Override
    public Set<String> known(String organizationId, Set<String> ids) {
        return automations.find(and(in("_id", ids), of(organizationId))).projection(include("_id"))
                .map(automation -> automation.getString("_id")).into(new TreeSet<>());
    }

    /** When those automations were created that the organization has, by id. */
    public Map<String, Instant> createdAt(String organizationId, Set<String> ids) {
        Map<String, Instant> createdAt = new HashMap<>();
        automations.find(and(in("_id", ids), of(organizationId))).projection(include("createdAt"))
                .forEach(automation -> createdAt.put(automation.getString("_id"),
                        automation.getDate("createdAt").toInstant()));
        return createdAt;
    }

    /** The id of the automation's creator, if the organization has the automation. */
    public Optional<String> createdBy(String organizationId, String id) {
        return Optional.ofNullable(automations.find(and(eq("_id", id), of(organizationId))).projection(
                include("userId")).first()).map(automation -> automation.getString("userId"));
    }

    /**
     * Returns up to limit + 1 automations. The query uses the index that {@link #prepare} creates for the order;
     * MongoDB applies the other filters while it scans the index.
     */
    List<StoredAutomation> list(String organizationId, AutomationSearch search) {
        List<Bson> filters = new ArrayList<>(search.filters());
        filters.add(of(organizationId));
        if (search.after() != null) {
            filters.add(search.after());
        }
        return automations.find(and(filters)).sort(search.order().sort()).limit(search.limit() + 1)
                .map(StoredAutomation::new).into(new ArrayList<>());
    }

    /** Returns false when the stored version is no longer the previous one. */
    boolean replace(StoredAutomation automation) {
        return documents.replace(automation.document());
    }

    /** Returns false when the stored version is no longer this one. */
    boolean delete(StoredAutomation automation, Instant now) {
        return documents.delete(automation.id(), automation.version(), now);
    }

    /**
     * Removes published tombstones that are older than an instant. Automation ids are never reused, so a later document
     * cannot be mistaken for an earlier version.
     *
     * @param limit the maximum number to remove
     * @return the number of removed tombstones
     */
    public long purgeTombstones(Instant before, int limit) {
        return documents.purgeTombstones(before, limit);
    }

    private static Bson of(String organizationId) {
        return and(eq("organizationId", organizationId), VersionedDocuments.notDeleted());
    }

    @Override
    public void prepare() {
        IndexDefinition.create(automations);
    }

    @Override
    public List<String> pending(String after, int limit) {
        return documents.pending(after, limit);
    }

    @Override
    public List<Change> changesOf(String documentId) {
        return documents.findPending(documentId).map(document -> new Change(documentId,
                change(new StoredAutomation(document)), () -> documents.published(document))).stream().toList();
    }

    private static Map<String, @Nullable Object> change(StoredAutomation automation) {
        return automation.isDeleted()
                ? ConfigurationChange.automationDeleted(automation.organizationId(), automation.id(),
                        automation.version())
                : ConfigurationChange.automationSaved(automation.version() == 1, automation.toJson());
    }
}
