package dev.nudge.api.template;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.relay.Change;
import dev.nudge.api.relay.Outbox;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.infrastructure.mongo.VersionedDocuments;
import dev.nudge.message.Template;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Stores the templates of all organizations; each organization can access only its own. A write succeeds only if the
 * version is unchanged, and marks the document until the change is published. A deleted template remains as a tombstone
 * without text, so that a new template of the same name has a later version; only saves read it.
 */
public final class Templates implements Outbox {

    private final VersionedDocuments documents;
    private final MongoCollection<Document> templates;

    Templates(MongoTemplate store) {
        this.documents = new VersionedDocuments(store, CollectionNames.TEMPLATES);
        this.templates = documents.collection();
    }

    Optional<StoredTemplate> find(String organizationId, String name) {
        return documents.find(DocumentIds.ofTemplate(organizationId, name)).map(StoredTemplate::new);
    }

    /** The template as the engine reads it. */
    public Optional<Template> template(String organizationId, String name) {
        return find(organizationId, name).flatMap(stored -> Template.read(stored.toJson()).understood());
    }

    Optional<StoredTemplate> findEvenDeleted(String organizationId, String name) {
        return documents.findEvenDeleted(DocumentIds.ofTemplate(organizationId, name)).map(StoredTemplate::new);
    }

    /** Ordered by name, using the index on {@code organizationId, _id}. */
    List<StoredTemplate> list(String organizationId, String start, String afterName, int limit) {
        String first = DocumentIds.ofTemplate(organizationId, start);
        return templates
                .find(and(eq("organizationId", organizationId), gte("_id", first), lte("_id", DocumentIds.last(first)),
                        gt("_id", DocumentIds.ofTemplate(organizationId, afterName)),
                        VersionedDocuments.notDeleted()))
                .sort(Sorts.ascending("_id")).limit(limit).map(StoredTemplate::new).into(new ArrayList<>());
    }

    /** Returns the names for which no template exists. */
    public Set<String> missing(String organizationId, Collection<String> names) {
        Set<String> missing = new LinkedHashSet<>(names);
        templates
                .find(and(in("_id", names.stream().map(name -> DocumentIds.ofTemplate(organizationId, name)).toList()),
                        VersionedDocuments.notDeleted()))
                .projection(include("name")).forEach(template -> missing.remove(template.getString("name")));
        return missing;
    }

    /** Returns false when the stored version is no longer the previous one, or a new template already exists. */
    boolean save(StoredTemplate template) {
        return template.version() == 1
                ? documents.insert(template.document())
                : documents.replace(template.document());
    }

    @Override
    public void prepare() {
        IndexDefinition.create(templates);
    }

    @Override
    public List<String> pending(String after, int limit) {
        return documents.pending(after, limit);
    }

    @Override
    public List<Change> changesOf(String documentId) {
        return documents.findPending(documentId).map(document -> new Change(documentId,
                change(new StoredTemplate(document)), () -> documents.published(document))).stream().toList();
    }

    private static Map<String, @Nullable Object> change(StoredTemplate template) {
        return template.isDeleted()
                ? ConfigurationChange.templateDeleted(template.organizationId(), template.name(), template.version())
                : ConfigurationChange.templateChanged(template.toJson());
    }
}
