package dev.nudge.api.automation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.api.user.KnownAutomations;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.Inserts;
import dev.nudge.infrastructure.mongo.MongoSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The automations of all organizations, each seen by its own only. A write applies to the version that was read, or
 * not at all, and marks the document until the change is published. A deleted one stays, with a version, so that its
 * deletion can be told from its absence; no read finds it.
 */
public final class Automations implements Outbox, KnownAutomations {

    private final MongoCollection<Document> automations;

    Automations(MongoTemplate store) {
        this.automations = store.getCollection("automations");
    }

    /** The automation, or the one of its id that is there already. */
    StoredAutomation insert(StoredAutomation automation) {
        return Inserts.ifAbsent(automations, automation.document())
                ? automation
                : find(automation.organizationId(), automation.id()).orElse(automation);
    }

    public Optional<StoredAutomation> find(String organizationId, String id) {
        return Optional.ofNullable(automations.find(and(eq("_id", id), of(organizationId))).first())
                .map(StoredAutomation::new);
    }

    @Override
    public Set<String> known(String organizationId, Set<String> ids) {
        return automations.find(and(in("_id", ids), of(organizationId))).projection(include("_id"))
                .map(automation -> automation.getString("_id")).into(new TreeSet<>());
    }

    /** Who made the automation, if the organization has it. */
    public Optional<String> createdBy(String organizationId, String id) {
        return Optional.ofNullable(automations.find(and(eq("_id", id), of(organizationId))).projection(
                include("userId")).first()).map(automation -> automation.getString("userId"));
    }

    /**
     * One more than the limit, if there are so many. A page is read from the index that {@link #prepare} makes for its
     * order, from where it begins; what filters ask beyond that is looked at along the way.
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

    /** False when it is not the version before any more. */
    boolean replace(StoredAutomation automation) {
        return automations.replaceOne(and(eq("_id", automation.id()), of(automation.organizationId()),
                eq("version", automation.version() - 1)), automation.document()).getModifiedCount() == 1;
    }

    /** False when it is not this version any more. */
    boolean delete(StoredAutomation automation, Instant now) {
        return automations.updateOne(
                and(eq("_id", automation.id()), of(automation.organizationId()), eq("version", automation.version())),
                combine(set("deleted", true), set("version", automation.version() + 1),
                        set("updatedAt", Date.from(now)), set("pending", true)))
                .getModifiedCount() == 1;
    }

    private static Bson of(String organizationId) {
        return and(eq("organizationId", organizationId), ne("deleted", true));
    }

    @Override
    public void prepare() {
        MongoCollection<Document> unhurried = MongoSettings.forIndexes(automations);
        unhurried.createIndex(Indexes.ascending("organizationId", "createdAt", "_id"));
        unhurried.createIndex(Indexes.ascending("organizationId", "name", "_id")); // also for the filter by name
        unhurried.createIndex(Indexes.ascending("pending"), new IndexOptions().sparse(true));
    }

    @Override
    public List<String> pending(String after, int limit) {
        return automations.find(and(eq("pending", true), gt("_id", after))).projection(include("_id"))
                .sort(Sorts.ascending("_id")).limit(limit).map(automation -> automation.getString("_id"))
                .into(new ArrayList<>());
    }

    @Override
    public List<Change> changesOf(String documentId) {
        Document document = automations.find(and(eq("_id", documentId), eq("pending", true))).first();
        if (document == null) {
            return List.of();
        }
        StoredAutomation automation = new StoredAutomation(document);
        return List.of(new Change(documentId,
                automation.isDeleted()
                        ? ConfigurationChange.automationDeleted(automation.organizationId(), documentId,
                                automation.version())
                        : ConfigurationChange.automationSaved(automation.version() == 1, automation.toJson()),
                () -> automations.updateOne(and(eq("_id", documentId), eq("version", automation.version())),
                        unset("pending"))));
    }
}
