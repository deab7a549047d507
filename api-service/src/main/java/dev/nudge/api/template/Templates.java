package dev.nudge.api.template;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The templates of all organizations, each seen by its own only. A write applies to the version that was read, or not
 * at all, and marks the document until the change is published. A deleted one stays, without its text, so that a new
 * one of its name has a later version; only who saves finds it.
 */
public final class Templates implements Outbox {

    private final MongoCollection<Document> templates;

    Templates(MongoTemplate store) {
        this.templates = store.getCollection("templates");
    }

    Optional<StoredTemplate> find(String organizationId, String name) {
        return findEvenDeleted(organizationId, name).filter(template -> !template.isDeleted());
    }

    Optional<StoredTemplate> findEvenDeleted(String organizationId, String name) {
        return Optional.ofNullable(templates.find(eq("_id", StoredTemplate.id(organizationId, name))).first())
                .map(StoredTemplate::new);
    }

    /** In the order of their names, by the index of {@code organizationId, _id}. */
    List<StoredTemplate> list(String organizationId, String afterName, int limit) {
        return templates
                .find(and(eq("organizationId", organizationId), gt("_id", StoredTemplate.id(organizationId, afterName)),
                        ne("deleted", true)))
                .sort(Sorts.ascending("_id")).limit(limit).map(StoredTemplate::new).into(new ArrayList<>());
    }

    /** Which of these names no template has. */
    public Set<String> missing(String organizationId, Collection<String> names) {
        Set<String> missing = new LinkedHashSet<>(names);
        templates
                .find(and(in("_id", names.stream().map(name -> StoredTemplate.id(organizationId, name)).toList()),
                        ne("deleted", true)))
                .projection(include("name")).forEach(template -> missing.remove(template.getString("name")));
        return missing;
    }

    /** False when it is not the version before any more, or a new one is there already. */
    boolean save(StoredTemplate template) {
        return template.version() == 1
                ? Inserts.ifAbsent(templates, template.document())
                : templates.replaceOne(and(eq("_id", template.id()), eq("version", template.version() - 1)),
                        template.document()).getMatchedCount() == 1;
    }

    @Override
    public void prepare() {
        MongoCollection<Document> unhurried = MongoSettings.forIndexes(templates);
        unhurried.createIndex(Indexes.ascending("organizationId", "_id"));
        unhurried.createIndex(Indexes.ascending("pending"), new IndexOptions().sparse(true));
    }

    @Override
    public List<String> pending(String after, int limit) {
        return templates.find(and(eq("pending", true), gt("_id", after))).projection(include("_id"))
                .sort(Sorts.ascending("_id")).limit(limit).map(template -> template.getString("_id"))
                .into(new ArrayList<>());
    }

    @Override
    public List<Change> changesOf(String documentId) {
        Document document = templates.find(and(eq("_id", documentId), eq("pending", true))).first();
        if (document == null) {
            return List.of();
        }
        StoredTemplate template = new StoredTemplate(document);
        return List.of(new Change(documentId, template.isDeleted()
                ? ConfigurationChange.templateDeleted(template.organizationId(), template.name(),
                        template.version())
                : ConfigurationChange.templateChanged(template.toJson()),
                () -> templates.updateOne(and(eq("_id", documentId), eq("version", template.version())),
                        unset("pending"))));
    }
}
